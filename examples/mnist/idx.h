#ifndef MNIST_IDX_H_
#define MNIST_IDX_H_

#include <cstddef>
#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace mnist {

/// Grey images of one size: the content of an IDX file of unsigned bytes with three dimensions.
struct ImageSet {
  std::uint32_t rows = 0;
  std::uint32_t columns = 0;
  /// Image after image, row after row; 0 is background and 255 is ink.
  std::vector<std::uint8_t> pixels;

  std::size_t image_size() const { return std::size_t{rows} * columns; }
  std::size_t count() const { return pixels.size() / image_size(); }
  std::span<const std::uint8_t> image(std::size_t index) const {
    return std::span(pixels).subspan(index * image_size(), image_size());
  }
};

/// One digit an image.
using Labels = std::vector<std::uint8_t>;

/// Reads images in the IDX format of the MNIST database: the big-endian numbers 0x803, count, rows
/// and columns, then the pixels.
///
/// `name` is what errors call the file. Throws DataError for anything else.
ImageSet ParseImages(std::string_view name, std::string_view bytes);

/// Reads labels: the big-endian numbers 0x801 and count, then one byte each, 0 to 9.
///
/// `name` is what errors call the file. Throws DataError for anything else.
Labels ParseLabels(std::string_view name, std::string_view bytes);

/// The inverse of ParseImages.
std::string FormatImages(const ImageSet& images);

/// The inverse of ParseLabels.
std::string FormatLabels(const Labels& labels);

}  // namespace mnist

#endif  // MNIST_IDX_H_
