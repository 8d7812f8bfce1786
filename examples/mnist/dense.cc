#include "mnist/dense.h"

#include <algorithm>
#include <cstddef>

namespace mnist {

void Dense(std::span<const float> inputs, std::span<const float> weight,
           std::span<const float> bias, std::span<float> outputs) {
  std::ranges::copy(bias, outputs.begin());
  for (std::size_t input = 0; input < inputs.size(); ++input) {
    const float value = inputs[input];
    if (value == 0.0F) continue;
    const float* row = weight.data() + input * outputs.size();
    for (std::size_t output = 0; output < outputs.size(); ++output) {
      outputs[output] += value * row[output];
    }
  }
}

void Rectify(std::span<float> values) {
  for (float& value : values) value = std::max(value, 0.0F);
}

}  // namespace mnist
