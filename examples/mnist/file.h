#ifndef MNIST_FILE_H_
#define MNIST_FILE_H_

#include <string>
#include <string_view>

namespace mnist {

/// Reads a whole file. Throws DataError when it cannot be read.
std::string ReadFile(const std::string& path);

/// Writes a whole file, replacing what was there. Throws DataError when it cannot be written.
void WriteFile(const std::string& path, std::string_view bytes);

}  // namespace mnist

#endif  // MNIST_FILE_H_
