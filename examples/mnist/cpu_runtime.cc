#include <cstddef>

#include "mnist/dense.h"
#include "mnist/runtime.h"

namespace mnist {
namespace {

class CpuRuntime final : public Runtime {
 public:
  std::string name() const override { return "cpu"; }

  std::vector<float> Forward(const Network& network, std::span<const float> images) override {
    const std::size_t count = images.size() / network.inputs;
    std::vector<float> hidden(network.hidden);
    std::vector<float> scores(count * network.classes);
    for (std::size_t index = 0; index < count; ++index) {
      Dense(images.subspan(index * network.inputs, network.inputs), network.hidden_weight,
            network.hidden_bias, hidden);
      Rectify(hidden);
      Dense(hidden, network.output_weight, network.output_bias,
            std::span(scores).subspan(index * network.classes, network.classes));
    }
    return scores;
  }
};

}  // namespace

std::unique_ptr<Runtime> MakeCpuRuntime() { return std::make_unique<CpuRuntime>(); }

}  // namespace mnist
