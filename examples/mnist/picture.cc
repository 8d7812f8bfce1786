#include "mnist/picture.h"

#include <string_view>

namespace mnist {
namespace {

/// From background to full ink.
constexpr std::string_view kShades = " .:-=+*#%@";

char ShadeOf(unsigned ink) { return kShades[ink * (kShades.size() - 1) / 255]; }

std::string LineOf(const ImageSet& images, std::size_t count, std::uint32_t row) {
  std::string line;
  for (std::size_t index = 0; index < count; ++index) {
    const auto image = images.image(index);
    for (std::uint32_t column = 0; column < images.columns; ++column) {
      const unsigned upper = image[row * images.columns + column];
      const unsigned lower = image[(row + 1) * images.columns + column];
      line.push_back(ShadeOf((upper + lower) / 2));
    }
  }
  line.erase(line.find_last_not_of(' ') + 1);
  return line;
}

}  // namespace

std::string PictureOf(const ImageSet& images, std::size_t count) {
  std::string picture;
  std::string blank;
  for (std::uint32_t row = 0; row + 1 < images.rows; row += 2) {
    const std::string line = LineOf(images, count, row);
    if (!line.empty()) {
      picture += blank + line + "\n";
      blank.clear();
    } else if (!picture.empty()) {
      blank += "\n";
    }
  }
  return picture;
}

}  // namespace mnist
