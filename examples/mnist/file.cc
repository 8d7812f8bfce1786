#include "mnist/file.h"

#include <cerrno>
#include <cstdio>
#include <cstring>
#include <memory>

#include "mnist/data_error.h"

namespace mnist {
namespace {

struct Closer {
  void operator()(std::FILE* file) const { std::fclose(file); }
};
using Handle = std::unique_ptr<std::FILE, Closer>;

[[noreturn]] void Fail(const char* action, const std::string& path, int error) {
  throw DataError(std::string("Cannot ") + action + " \"" + path + "\": " + std::strerror(error));
}

}  // namespace

std::string ReadFile(const std::string& path) {
  const Handle file(std::fopen(path.c_str(), "rb"));
  if (!file) Fail("open", path, errno);
  std::string bytes;
  char chunk[1 << 16];
  while (const std::size_t read = std::fread(chunk, 1, sizeof chunk, file.get())) {
    bytes.append(chunk, read);
  }
  if (std::ferror(file.get()) != 0) Fail("read", path, errno);
  return bytes;
}

void WriteFile(const std::string& path, std::string_view bytes) {
  Handle file(std::fopen(path.c_str(), "wb"));
  if (!file) Fail("create", path, errno);
  const bool written = std::fwrite(bytes.data(), 1, bytes.size(), file.get()) == bytes.size();
  if (std::fclose(file.release()) != 0 || !written) Fail("write", path, errno);
}

}  // namespace mnist
