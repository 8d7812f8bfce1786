// A stand-in for libtpu. FAKE_NO_API: has no API to give.

#include <cstddef>

namespace {

struct Api {
  std::size_t size = 40;
  void* extensions = nullptr;
  std::size_t version_size = 24;
  void* version_extensions = nullptr;
  int major = 0;
  int minor = 116;
};

Api api;

}  // namespace

extern "C" const void* GetPjrtApi() {
#ifdef FAKE_NO_API
  return nullptr;
#else
  return &api;
#endif
}
