#include "mnist/idx.h"

#include <algorithm>
#include <cstdio>

#include "mnist/data_error.h"

namespace mnist {
namespace {

// Two zero bytes, the type (8: unsigned byte), the number of dimensions.
constexpr std::uint32_t kImagesMagic = 0x00000803;
constexpr std::uint32_t kLabelsMagic = 0x00000801;
constexpr std::size_t kImagesHeader = 16;
constexpr std::size_t kLabelsHeader = 8;

std::uint32_t ReadNumber(std::string_view bytes, std::size_t offset) {
  std::uint32_t number = 0;
  for (const char byte : bytes.substr(offset, 4)) {
    number = number << 8 | static_cast<std::uint8_t>(byte);
  }
  return number;
}

void AppendNumber(std::string& bytes, std::uint32_t number) {
  for (int shift = 24; shift >= 0; shift -= 8) bytes.push_back(static_cast<char>(number >> shift));
}

[[noreturn]] void Fail(std::string_view name, const std::string& problem) {
  throw DataError("Cannot use \"" + std::string(name) + "\": " + problem);
}

void CheckHeader(std::string_view name, std::string_view bytes, std::uint32_t magic,
                 std::size_t header, const char* content) {
  if (bytes.substr(0, 2) == "\x1f\x8b") Fail(name, "it is compressed, unpack it with gunzip first");
  if (bytes.size() < header) {
    Fail(name, "it ends after " + std::to_string(bytes.size()) + " bytes, inside the IDX header");
  }
  const std::uint32_t found = ReadNumber(bytes, 0);
  if (found == magic) return;
  char text[96];
  std::snprintf(text, sizeof text, "its magic number is 0x%08x, but IDX %s start with 0x%08x",
                static_cast<unsigned>(found), content, static_cast<unsigned>(magic));
  Fail(name, text);
}

void CheckSize(std::string_view name, std::size_t found, std::uint64_t count, std::uint64_t each) {
  // Divided, not multiplied: the product of a hostile header does not fit into 64 bits.
  const bool matches = each != 0 && found % each == 0 && found / each == count;
  if (matches) return;
  Fail(name, "its header announces " + std::to_string(count) + " items of " + std::to_string(each) +
                 " bytes, but " + std::to_string(found) + " bytes follow");
}

}  // namespace

ImageSet ParseImages(std::string_view name, std::string_view bytes) {
  CheckHeader(name, bytes, kImagesMagic, kImagesHeader, "images");
  ImageSet images;
  images.rows = ReadNumber(bytes, 8);
  images.columns = ReadNumber(bytes, 12);
  const std::string_view pixels = bytes.substr(kImagesHeader);
  CheckSize(name, pixels.size(), ReadNumber(bytes, 4), std::uint64_t{images.rows} * images.columns);
  images.pixels.assign(pixels.begin(), pixels.end());
  return images;
}

Labels ParseLabels(std::string_view name, std::string_view bytes) {
  CheckHeader(name, bytes, kLabelsMagic, kLabelsHeader, "labels");
  const std::string_view values = bytes.substr(kLabelsHeader);
  CheckSize(name, values.size(), ReadNumber(bytes, 4), 1);
  const Labels labels(values.begin(), values.end());
  const auto wrong = std::ranges::find_if(labels, [](std::uint8_t label) { return label > 9; });
  if (wrong != labels.end()) {
    Fail(name, "label " + std::to_string(wrong - labels.begin()) + " is " + std::to_string(*wrong) +
                   ", not a digit");
  }
  return labels;
}

std::string FormatImages(const ImageSet& images) {
  std::string bytes;
  AppendNumber(bytes, kImagesMagic);
  AppendNumber(bytes, static_cast<std::uint32_t>(images.count()));
  AppendNumber(bytes, images.rows);
  AppendNumber(bytes, images.columns);
  bytes.append(images.pixels.begin(), images.pixels.end());
  return bytes;
}

std::string FormatLabels(const Labels& labels) {
  std::string bytes;
  AppendNumber(bytes, kLabelsMagic);
  AppendNumber(bytes, static_cast<std::uint32_t>(labels.size()));
  bytes.append(labels.begin(), labels.end());
  return bytes;
}

}  // namespace mnist
