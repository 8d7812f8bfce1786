#include <utility>

#include "mnist/runtime.h"

namespace mnist {
namespace {

struct Candidate {
  const char* name;
  std::unique_ptr<Runtime> (*make)();
};

constexpr Candidate kAccelerators[] = {
    {"tpu", MakeTpuRuntime},
    {"cuda", MakeCudaRuntime},
    {"rocm", MakeRocmRuntime},
};

}  // namespace

Outcome ForwardOnBest(const Network& network, std::span<const float> images) {
  std::vector<std::string> notes;
  for (const Candidate& candidate : kAccelerators) {
    try {
      const std::unique_ptr<Runtime> runtime = candidate.make();
      if (runtime == nullptr) continue;
      return {runtime->Forward(network, images), runtime->name(), std::move(notes)};
    } catch (const RuntimeUnavailable& reason) {
      notes.push_back(std::string(candidate.name) + ": " + reason.what());
    }
  }
  const std::unique_ptr<Runtime> cpu = MakeCpuRuntime();
  return {cpu->Forward(network, images), cpu->name(), std::move(notes)};
}

}  // namespace mnist
