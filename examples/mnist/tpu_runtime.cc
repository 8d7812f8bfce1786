#include <cstdlib>
#include <filesystem>

#include "mnist/runtime.h"
#include "mnist/shared_library.h"

namespace mnist {
namespace {

/// The start of PJRT_Api, the same in all versions (OpenXLA, xla/pjrt/c/pjrt_c_api.h).
struct PjrtApi {
  std::size_t size;
  void* extensions;
  struct {
    std::size_t size;
    void* extensions;
    int major;
    int minor;
  } version;
};

std::vector<std::string> LibraryNames() {
  if (const char* path = std::getenv("TPU_LIBRARY_PATH")) return {path, "libtpu.so"};
  return {"libtpu.so"};
}

/// Device nodes of TPUs: /dev/accel0 up to version 4, /dev/vfio/0 since.
bool HasDevice() {
  std::error_code error;
  return std::filesystem::exists("/dev/accel0", error) ||
         std::filesystem::exists("/dev/vfio/0", error);
}

}  // namespace

std::unique_ptr<Runtime> MakeTpuRuntime() {
  // Or libtpu asks the metadata server of a cloud for a minute where there is none.
  setenv("TPU_SKIP_MDS_QUERY", "1", 0);
  const auto library = SharedLibrary::Open("tpu", LibraryNames());
  if (!library) return nullptr;
  const PjrtApi* api = library->Find<const PjrtApi*()>("GetPjrtApi")();
  if (api == nullptr || api->size < sizeof(PjrtApi)) {
    throw RuntimeUnavailable(library->name() + " has no PJRT API");
  }
  const std::string name = "libtpu has PJRT API " + std::to_string(api->version.major) + "." +
                           std::to_string(api->version.minor);
  if (!HasDevice()) throw RuntimeUnavailable("there is no device; " + name);
  throw RuntimeUnavailable("there is a device, and this example has no program for it; " + name);
}

}  // namespace mnist
