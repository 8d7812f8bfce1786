// A stand-in for libcudart: its "device" is the processor, or missing, or broken, as the test compiles it.
//
// FAKE_COUNT_STATUS: what cudaGetDeviceCount answers; FAKE_COUNT: how many devices there are;
// FAKE_LAUNCH_STATUS: what cudaLaunchKernel answers; FAKE_WITHOUT_LIBRARIES: lacks a function, as old versions.

#include <cstdint>
#include <cstdlib>
#include <cstring>

#ifndef FAKE_COUNT_STATUS
#define FAKE_COUNT_STATUS 0
#endif
#ifndef FAKE_COUNT
#define FAKE_COUNT 1
#endif
#ifndef FAKE_LAUNCH_STATUS
#define FAKE_LAUNCH_STATUS 0
#endif

namespace {

struct Dim3 {
  unsigned x, y, z;
};

constexpr int kInvalid = 1;

template <typename Value>
Value Argument(void** arguments, int index) {
  Value value;
  std::memcpy(&value, arguments[index], sizeof value);
  return value;
}

/// One thread of the kernel: as dense.ptx.inc says.
void Dense(void** arguments, std::uint32_t index) {
  const auto* inputs = Argument<const float*>(arguments, 0);
  const auto* weight = Argument<const float*>(arguments, 1);
  const auto* bias = Argument<const float*>(arguments, 2);
  auto* outputs = Argument<float*>(arguments, 3);
  const auto width = Argument<std::uint32_t>(arguments, 4);
  const auto units = Argument<std::uint32_t>(arguments, 5);
  if (index >= Argument<std::uint32_t>(arguments, 6)) return;
  const std::uint32_t image = index / units;
  const std::uint32_t unit = index % units;
  float sum = bias[unit];
  for (std::uint32_t input = 0; input < width; ++input) {
    sum += inputs[image * width + input] * weight[input * units + unit];
  }
  const bool isRectified = Argument<std::uint32_t>(arguments, 7) != 0;
  outputs[index] = isRectified && sum < 0 ? 0 : sum;
}

}  // namespace

extern "C" {

int cudaGetDeviceCount(int* count) {
  if (FAKE_COUNT_STATUS == 0) *count = FAKE_COUNT;
  return FAKE_COUNT_STATUS;
}

int cudaDeviceGetAttribute(int* value, int attribute, int) {
  *value = attribute == 75 ? 7 : 5;
  return 0;
}

const char* cudaGetErrorName(int status) {
  return status == 35 ? "cudaErrorInsufficientDriver" : "cudaErrorOther";
}

int cudaMalloc(void** address, std::size_t size) {
  *address = std::malloc(size);
  return 0;
}

int cudaFree(void* address) {
  std::free(address);
  return 0;
}

int cudaMemcpy(void* to, const void* from, std::size_t size, int) {
  std::memcpy(to, from, size);
  return 0;
}

#ifndef FAKE_WITHOUT_LIBRARIES
int cudaLibraryLoadData(void** library, const void* code, void*, void**, unsigned, void*, void**,
                        unsigned) {
  const auto* text = static_cast<const char*>(code);
  *library = const_cast<char*>(text);
  return std::strstr(text, ".visible .entry dense(") == nullptr ? kInvalid : 0;
}
#endif

int cudaLibraryGetKernel(void** kernel, void*, const char* name) {
  *kernel = reinterpret_cast<void*>(&Dense);
  return std::strcmp(name, "dense") == 0 ? 0 : kInvalid;
}

int cudaLaunchKernel(const void* kernel, Dim3 blocks, Dim3 threads, void** arguments, std::size_t,
                     void*) {
  if (FAKE_LAUNCH_STATUS != 0 || kernel != reinterpret_cast<void*>(&Dense)) return FAKE_LAUNCH_STATUS;
  for (std::uint32_t index = 0; index < blocks.x * threads.x; ++index) Dense(arguments, index);
  return 0;
}
}
