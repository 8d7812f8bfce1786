// Opens every library below /opt/rt, each in a process of its own, and asks those that can tell what devices there are.
// Prints a line of each: "PATH<TAB>BYTES<TAB>ok", or what is wrong instead of "ok".

#include <dlfcn.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <cstdint>
#include <cstdio>
#include <filesystem>
#include <string>
#include <vector>

namespace {

namespace fs = std::filesystem;

bool IsLibrary(const fs::path& path) {
  const std::string name = path.filename();
  return name.ends_with(".so") || name.find(".so.") != std::string::npos;
}

std::vector<fs::path> Libraries() {
  std::vector<fs::path> found;
  for (const fs::directory_entry& each : fs::recursive_directory_iterator("/opt/rt")) {
    // Kernels of GPUs have such names too, and are not for the processor.
    if (each.path().parent_path().filename() == "library") continue;
    if (each.is_regular_file() && IsLibrary(each.path())) found.push_back(each.path());
  }
  std::sort(found.begin(), found.end());
  return found;
}

/// Functions without a handle that answer a number by a pointer, as runtimes have them.
void Ask(void* library) {
  for (const char* name :
       {"cudaRuntimeGetVersion", "cudaGetDeviceCount", "hipRuntimeGetVersion", "hipGetDeviceCount"}) {
    auto* function = reinterpret_cast<int (*)(int*)>(dlsym(library, name));
    if (function == nullptr) continue;
    int value = 0;
    const int code = function(&value);
    std::printf("# %s: code %d, value %d\n", name, code, value);
  }
  if (auto* function = reinterpret_cast<void* (*)()>(dlsym(library, "GetPjrtApi"))) {
    // A size, a pointer, then the version: a size, a pointer, major, minor.
    const char* api = static_cast<const char*>(function());
    const int* version = reinterpret_cast<const int*>(api + 4 * sizeof(void*));
    std::printf("# GetPjrtApi: %d.%d\n", version[0], version[1]);
  }
}

[[noreturn]] void OpenAndExit(const fs::path& path) {
  void* library = dlopen(path.c_str(), RTLD_NOW | RTLD_LOCAL);
  const char* problem = library == nullptr ? dlerror() : "ok";
  std::printf("%s\t%ju\t%s\n", path.c_str(), static_cast<std::uintmax_t>(fs::file_size(path)), problem);
  if (library != nullptr) Ask(library);
  std::fflush(stdout);
  _exit(0);
}

}  // namespace

int main() {
  for (const fs::path& path : Libraries()) {
    std::fflush(stdout);
    const pid_t child = fork();
    if (child == 0) OpenAndExit(path);
    int status = 0;
    waitpid(child, &status, 0);
    if (WIFSIGNALED(status)) std::printf("%s\t0\tsignal %d\n", path.c_str(), WTERMSIG(status));
  }
}
