#include "mnist/runtime.h"
#include "mnist/shared_library.h"

namespace mnist {

std::unique_ptr<Runtime> MakeRocmRuntime() {
  const auto library = SharedLibrary::Open(
      "rocm", {"libamdhip64.so.7", "libamdhip64.so.6", "libamdhip64.so.5"});
  if (!library) return nullptr;
  int count = 0;
  const int status = library->Find<int(int*)>("hipGetDeviceCount")(&count);
  if (status != 0) {
    const char* name = library->Find<const char*(int)>("hipGetErrorName")(status);
    throw RuntimeUnavailable("there is no device: hipGetDeviceCount failed: " +
                             std::string(name ? name : "unknown") + " (" + std::to_string(status) +
                             ")");
  }
  if (count == 0) throw RuntimeUnavailable("there is no device");
  throw RuntimeUnavailable("there are " + std::to_string(count) +
                           " devices, and this example has no kernels for them");
}

}  // namespace mnist
