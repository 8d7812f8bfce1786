#include <cstdint>
#include <cstring>

#include "mnist/runtime.h"
#include "mnist/shared_library.h"

namespace mnist {
namespace {

// What of the CUDA Runtime API is used (NVIDIA, "CUDA Runtime API"), without its headers.

using Status = int;
constexpr Status kSuccess = 0;

enum CopyKind : int { kToDevice = 1, kToHost = 2 };

// cudaDeviceAttr
constexpr int kMajor = 75;
constexpr int kMinor = 76;

struct Dim3 {
  unsigned x = 1;
  unsigned y = 1;
  unsigned z = 1;
};

/// The functions of libcudart. It is linked to nothing but the C library, and opens the driver itself.
struct Cuda {
  explicit Cuda(const SharedLibrary& library)
      : get_device_count(library.Find<Status(int*)>("cudaGetDeviceCount")),
        get_attribute(library.Find<Status(int*, int, int)>("cudaDeviceGetAttribute")),
        error_name(library.Find<const char*(Status)>("cudaGetErrorName")),
        allocate(library.Find<Status(void**, std::size_t)>("cudaMalloc")),
        free(library.Find<Status(void*)>("cudaFree")),
        copy(library.Find<Status(void*, const void*, std::size_t, CopyKind)>("cudaMemcpy")),
        load(library.Find<Status(void**, const void*, void*, void**, unsigned, void*, void**,
                                 unsigned)>("cudaLibraryLoadData")),
        get_kernel(library.Find<Status(void**, void*, const char*)>("cudaLibraryGetKernel")),
        launch(library.Find<Status(const void*, Dim3, Dim3, void**, std::size_t, void*)>(
            "cudaLaunchKernel")) {}

  void Check(Status status, const char* what) const {
    if (status == kSuccess) return;
    const char* name = error_name(status);
    throw RuntimeUnavailable(std::string(what) + " failed: " + (name ? name : "unknown") + " (" +
                             std::to_string(status) + ")");
  }

  Status (*get_device_count)(int*);
  Status (*get_attribute)(int*, int, int);
  const char* (*error_name)(Status);
  Status (*allocate)(void**, std::size_t);
  Status (*free)(void*);
  Status (*copy)(void*, const void*, std::size_t, CopyKind);
  Status (*load)(void**, const void*, void*, void**, unsigned, void*, void**, unsigned);
  Status (*get_kernel)(void**, void*, const char*);
  Status (*launch)(const void*, Dim3, Dim3, void**, std::size_t, void*);
};

/// Numbers in the memory of the device.
class DeviceFloats {
 public:
  DeviceFloats(const Cuda& cuda, std::size_t count) : cuda_(cuda), count_(count) {
    cuda_.Check(cuda_.allocate(&address_, count * sizeof(float)), "cudaMalloc");
  }
  DeviceFloats(const Cuda& cuda, std::span<const float> values) : DeviceFloats(cuda, values.size()) {
    cuda_.Check(cuda_.copy(address_, values.data(), values.size_bytes(), kToDevice), "cudaMemcpy");
  }
  ~DeviceFloats() { cuda_.free(address_); }
  DeviceFloats(const DeviceFloats&) = delete;
  DeviceFloats& operator=(const DeviceFloats&) = delete;

  /// Waits until the device is done with them.
  std::vector<float> Read() const {
    std::vector<float> values(count_);
    cuda_.Check(cuda_.copy(values.data(), address_, count_ * sizeof(float), kToHost), "cudaMemcpy");
    return values;
  }

  void* address() const { return address_; }

 private:
  const Cuda& cuda_;
  std::size_t count_;
  void* address_ = nullptr;
};

/// The kernels, as text: the driver compiles them for the device that it has.
constexpr char kDensePtx[] =
#include "mnist/dense.ptx.inc"
    ;

constexpr unsigned kThreads = 128;

/// Images that are computed at a time, so that counts stay within 32 bits.
constexpr std::size_t kBatch = 16384;

class CudaRuntime final : public Runtime {
 public:
  CudaRuntime(Cuda cuda, int major, int minor)
      : cuda_(cuda), name_("cuda (sm_" + std::to_string(major) + std::to_string(minor) + ")") {
    void* library = nullptr;
    cuda_.Check(cuda_.load(&library, kDensePtx, nullptr, nullptr, 0, nullptr, nullptr, 0),
                "cudaLibraryLoadData");
    cuda_.Check(cuda_.get_kernel(&dense_, library, "dense"), "cudaLibraryGetKernel");
  }

  std::string name() const override { return name_; }

  std::vector<float> Forward(const Network& network, std::span<const float> images) override {
    const DeviceFloats hidden_weight(cuda_, network.hidden_weight);
    const DeviceFloats hidden_bias(cuda_, network.hidden_bias);
    const DeviceFloats output_weight(cuda_, network.output_weight);
    const DeviceFloats output_bias(cuda_, network.output_bias);
    const std::size_t count = images.size() / network.inputs;
    std::vector<float> scores;
    for (std::size_t first = 0; first < count; first += kBatch) {
      const std::size_t batch = std::min(kBatch, count - first);
      const DeviceFloats input(
          cuda_, images.subspan(first * network.inputs, batch * network.inputs));
      const DeviceFloats hidden(cuda_, batch * network.hidden);
      const DeviceFloats output(cuda_, batch * network.classes);
      Dense({input, hidden_weight, hidden_bias, hidden, network.inputs, network.hidden, batch,
             true});
      Dense({hidden, output_weight, output_bias, output, network.hidden, network.classes, batch,
             false});
      const std::vector<float> values = output.Read();
      scores.insert(scores.end(), values.begin(), values.end());
    }
    return scores;
  }

 private:
  struct Layer {
    const DeviceFloats& inputs;
    const DeviceFloats& weight;
    const DeviceFloats& bias;
    const DeviceFloats& outputs;
    std::size_t width;
    std::size_t units;
    std::size_t images;
    bool rectify;
  };

  void Dense(const Layer& layer) {
    void* inputs = layer.inputs.address();
    void* weight = layer.weight.address();
    void* bias = layer.bias.address();
    void* outputs = layer.outputs.address();
    auto width = static_cast<std::uint32_t>(layer.width);
    auto units = static_cast<std::uint32_t>(layer.units);
    auto total = static_cast<std::uint32_t>(layer.images * layer.units);
    std::uint32_t rectify = layer.rectify ? 1 : 0;
    void* arguments[] = {&inputs, &weight, &bias, &outputs, &width, &units, &total, &rectify};
    const Dim3 blocks{(total + kThreads - 1) / kThreads, 1, 1};
    const Dim3 threads{kThreads, 1, 1};
    cuda_.Check(cuda_.launch(dense_, blocks, threads, arguments, 0, nullptr), "cudaLaunchKernel");
  }

  Cuda cuda_;
  std::string name_;
  void* dense_ = nullptr;
};

}  // namespace

std::unique_ptr<Runtime> MakeCudaRuntime() {
  const auto library = SharedLibrary::Open("cuda", {"libcudart.so.13", "libcudart.so.12"});
  if (!library) return nullptr;
  const Cuda cuda(*library);
  int count = 0;
  cuda.Check(cuda.get_device_count(&count), "there is no device: cudaGetDeviceCount");
  if (count == 0) throw RuntimeUnavailable("there is no device");
  int major = 0;
  int minor = 0;
  cuda.Check(cuda.get_attribute(&major, kMajor, 0), "cudaDeviceGetAttribute");
  cuda.Check(cuda.get_attribute(&minor, kMinor, 0), "cudaDeviceGetAttribute");
  return std::make_unique<CudaRuntime>(cuda, major, minor);
}

}  // namespace mnist
