#include "mnist/network.h"

#include <algorithm>
#include <string>

#include "mnist/data_error.h"

namespace mnist {
namespace {

constexpr char kHiddenWeight[] = "hidden.weight";
constexpr char kHiddenBias[] = "hidden.bias";
constexpr char kOutputWeight[] = "output.weight";
constexpr char kOutputBias[] = "output.bias";

[[noreturn]] void Fail(std::string_view name, const std::string& problem) {
  throw DataError("Cannot use \"" + std::string(name) + "\": " + problem);
}

const Tensor& Find(std::string_view name, const Tensors& tensors, const char* tensor,
                   std::size_t dimensions) {
  const auto found = tensors.find(tensor);
  if (found == tensors.end()) Fail(name, std::string("it has no tensor \"") + tensor + "\"");
  if (found->second.shape.size() != dimensions) {
    Fail(name, std::string("its tensor \"") + tensor + "\" has " +
                   std::to_string(found->second.shape.size()) + " dimensions, not " +
                   std::to_string(dimensions));
  }
  return found->second;
}

}  // namespace

std::size_t Network::size() const {
  return hidden_weight.size() + hidden_bias.size() + output_weight.size() + output_bias.size();
}

Network ZeroNetwork(std::size_t inputs, std::size_t hidden, std::size_t classes) {
  Network network{inputs, hidden, classes, {}, {}, {}, {}};
  network.hidden_weight.resize(inputs * hidden);
  network.hidden_bias.resize(hidden);
  network.output_weight.resize(hidden * classes);
  network.output_bias.resize(classes);
  return network;
}

Network NetworkOf(std::string_view name, const Tensors& tensors) {
  const Tensor& hidden_weight = Find(name, tensors, kHiddenWeight, 2);
  const Tensor& hidden_bias = Find(name, tensors, kHiddenBias, 1);
  const Tensor& output_weight = Find(name, tensors, kOutputWeight, 2);
  const Tensor& output_bias = Find(name, tensors, kOutputBias, 1);
  const std::uint64_t hidden = hidden_weight.shape[1];
  const std::uint64_t classes = output_weight.shape[1];
  if (hidden_bias.shape[0] != hidden || output_weight.shape[0] != hidden ||
      output_bias.shape[0] != classes || classes == 0) {
    Fail(name, "the shapes of its tensors do not fit together");
  }
  return {hidden_weight.shape[0], hidden,
          classes,                hidden_weight.values,
          hidden_bias.values,     output_weight.values,
          output_bias.values};
}

Tensors TensorsOf(const Network& network) {
  return {
      {kHiddenWeight, {{network.inputs, network.hidden}, network.hidden_weight}},
      {kHiddenBias, {{network.hidden}, network.hidden_bias}},
      {kOutputWeight, {{network.hidden, network.classes}, network.output_weight}},
      {kOutputBias, {{network.classes}, network.output_bias}},
  };
}

std::vector<float> InputsOf(std::span<const std::uint8_t> image) {
  std::vector<float> inputs(image.size());
  std::ranges::transform(image, inputs.begin(),
                         [](std::uint8_t pixel) { return static_cast<float>(pixel) / 255.0F; });
  return inputs;
}

std::size_t BestOf(std::span<const float> scores) {
  return static_cast<std::size_t>(std::ranges::max_element(scores) - scores.begin());
}

}  // namespace mnist
