#include "mnist/shared_library.h"

#include <dlfcn.h>

#include <cstdlib>
#include <filesystem>
#include <utility>

#include "mnist/runtime.h"

namespace mnist {
namespace {

namespace fs = std::filesystem;

/// Where the runfiles of this program are, if there are any.
std::vector<fs::path> RunfilesRoots() {
  std::vector<fs::path> roots;
  if (const char* root = std::getenv("RUNFILES_DIR")) roots.emplace_back(root);
  std::error_code error;
  fs::path program = fs::read_symlink("/proc/self/exe", error);
  if (!error) roots.emplace_back(program += ".runfiles");
  return roots;
}

/// The message of a failed dlopen is about the library itself when its file is not there; anything else is a
/// library that is there and lacks something.
bool IsAbsent(const std::string& name, const std::string& message) {
  return message.starts_with(name + ":") && message.find("No such file") != std::string::npos;
}

}  // namespace

std::optional<SharedLibrary> SharedLibrary::Open(const std::string& runtime,
                                                 const std::vector<std::string>& names) {
  for (const std::string& name : names) {
    std::vector<std::string> paths;
    for (const fs::path& root : RunfilesRoots()) {
      paths.push_back(root / "rt_runtimes" / runtime / "lib" / name);
    }
    paths.push_back(name);
    for (const std::string& path : paths) {
      if (void* handle = dlopen(path.c_str(), RTLD_NOW | RTLD_LOCAL)) {
        return SharedLibrary(name, handle);
      }
      const char* error = dlerror();
      const std::string message = error == nullptr ? path + ": cannot be opened" : error;
      if (!IsAbsent(path, message)) throw RuntimeUnavailable(message);
    }
  }
  return std::nullopt;
}

void* SharedLibrary::FindAddress(const char* function) const {
  void* address = dlsym(handle_, function);
  if (address == nullptr) throw RuntimeUnavailable(name_ + " has no function " + function);
  return address;
}

}  // namespace mnist
