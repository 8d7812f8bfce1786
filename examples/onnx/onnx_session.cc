#include "onnx_session.h"

#include <dlfcn.h>

#include <cstddef>
#include <cstdlib>
#include <stdexcept>

namespace {

constexpr const char* kLibrary = "libonnxruntime.so.1";

// The C API is a table of functions, to which newer versions only add at the end: the places of those used here.
constexpr std::uint32_t kApiVersion = 20;
enum Function {
  kGetErrorMessage = 2,
  kCreateEnv = 3,
  kCreateSession = 7,
  kRun = 9,
  kCreateSessionOptions = 10,
  kCreateTensorWithData = 49,
  kGetTensorData = 51,
  kCreateCpuMemoryInfo = 69,
};

// OrtLoggingLevel, OrtAllocatorType, OrtMemType, ONNXTensorElementDataType
constexpr int kWarning = 2;
constexpr int kArenaAllocator = 1;
constexpr int kDefaultMemory = 0;
constexpr int kFloat = 1;

struct ApiBase {
  void* const* (*get_api)(std::uint32_t version);
  const char* (*get_version)();
};

/// Of the image's search path; of the runfiles where the program is not in an image.
void* OpenLibrary() {
  std::vector<std::string> paths = {kLibrary};
  if (const char* root = std::getenv("RUNFILES_DIR")) {
    paths.push_back(std::string(root) + "/rt_runtimes/cpu/lib/" + kLibrary);
  }
  // As bazel run starts it: in the runfiles of the main repository.
  paths.push_back(std::string("../rt_runtimes/cpu/lib/") + kLibrary);
  for (const std::string& path : paths) {
    if (void* library = dlopen(path.c_str(), RTLD_NOW)) return library;
  }
  throw std::runtime_error("Cannot load ONNX Runtime: " + std::string(dlerror()));
}

/// Calls a function that answers null or what went wrong.
template <typename... Arguments>
void Call(void* const* api, Function function, Arguments... arguments) {
  void* status = reinterpret_cast<void* (*)(Arguments...)>(api[function])(arguments...);
  if (status == nullptr) return;
  throw std::runtime_error(reinterpret_cast<const char* (*)(void*)>(api[kGetErrorMessage])(status));
}

}  // namespace

OnnxSession::OnnxSession(const std::string& model) {
  auto* base = reinterpret_cast<const ApiBase* (*)()>(dlsym(OpenLibrary(), "OrtGetApiBase"))();
  version_ = base->get_version();
  api_ = base->get_api(kApiVersion);
  if (api_ == nullptr) throw std::runtime_error("ONNX Runtime " + version_ + " has another API");
  void* environment = nullptr;
  void* options = nullptr;
  Call(api_, kCreateEnv, kWarning, "example", &environment);
  Call(api_, kCreateSessionOptions, &options);
  Call(api_, kCreateSession, environment, model.c_str(), options, &session_);
}

std::vector<std::int64_t> OnnxSession::Nearest(std::vector<Colour> colours) const {
  const std::int64_t shape[] = {static_cast<std::int64_t>(colours.size()), 3};
  void* memory = nullptr;
  void* input = nullptr;
  void* output = nullptr;
  Call(api_, kCreateCpuMemoryInfo, kArenaAllocator, kDefaultMemory, &memory);
  Call(api_, kCreateTensorWithData, memory, static_cast<void*>(colours.data()), colours.size() * sizeof(Colour),
       static_cast<const std::int64_t*>(shape), std::size_t{2}, kFloat, &input);
  const char* input_name = "colours";
  const char* output_name = "nearest";
  Call(api_, kRun, session_, static_cast<void*>(nullptr), &input_name, &input, std::size_t{1}, &output_name,
       std::size_t{1}, &output);
  std::int64_t* data = nullptr;
  Call(api_, kGetTensorData, output, &data);
  return {data, data + colours.size()};
}
