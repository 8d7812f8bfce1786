#ifndef MNIST_SAFETENSORS_H_
#define MNIST_SAFETENSORS_H_

#include <cstdint>
#include <map>
#include <string>
#include <string_view>
#include <vector>

namespace mnist {

/// An array of 32-bit floating-point numbers.
struct Tensor {
  std::vector<std::uint64_t> shape;
  /// In row-major order: the last dimension varies fastest.
  std::vector<float> values;
};

/// Tensors by name.
using Tensors = std::map<std::string, Tensor>;

/// Reads a .safetensors file: a little-endian 64-bit length, that many bytes of JSON (name to
/// dtype, shape and data_offsets), then the data. `__metadata__` is skipped; the only dtype that is
/// read is F32.
///
/// `name` is what errors call the file. Throws DataError for anything that is not such a file.
Tensors ParseSafetensors(std::string_view name, std::string_view bytes);

/// The inverse of ParseSafetensors: tensors in the order of their names, data aligned to 8 bytes.
/// Names must be free of quotes, backslashes and control characters.
std::string FormatSafetensors(const Tensors& tensors);

}  // namespace mnist

#endif  // MNIST_SAFETENSORS_H_
