#include "mnist/trainer.h"

#include <algorithm>
#include <numeric>
#include <utility>
#include <vector>

#include "mnist/dense.h"
#include "mnist/random.h"

namespace mnist {
namespace {

/// e to the power of `x`, for `x` of at most 0, by repeated squaring of a polynomial.
///
/// The standard library's is free to differ in the last bits between machines; this is not.
float Exponential(float x) {
  if (x < -20.0F) return 0.0F;
  const float small = x / 32.0F;
  float power = 1.0F + small * (1.0F + small * (0.5F + small * (1.0F / 6.0F + small / 24.0F)));
  for (int doubling = 0; doubling < 5; ++doubling) power *= power;
  return power;
}

/// Replaces scores by probabilities.
void Softmax(std::vector<float>& scores) {
  const float greatest = *std::ranges::max_element(scores);
  float sum = 0.0F;
  for (float& score : scores) {
    score = Exponential(score - greatest);
    sum += score;
  }
  for (float& score : scores) score /= sum;
}

/// Fills with numbers around zero, smaller the more inputs a unit has (He et al., 2015).
void Initialize(std::vector<float>& weights, std::size_t inputs, Random& random) {
  // A uniform number from -1 to 1 has a variance of 1/3.
  double limit = 1.0;
  while (limit * limit * static_cast<double>(inputs) > 6.0) limit *= 0.95;
  for (float& weight : weights) weight = static_cast<float>(random.Between(-limit, limit));
}

/// The state of a training: the network and the scratch space of one step.
class Descent {
 public:
  explicit Descent(Network& network)
      : network_(network),
        hidden_(network.hidden),
        errors_(network.classes),
        back_(network.hidden) {}

  /// Learns from one image.
  void Step(std::span<const float> inputs, std::size_t label, float rate) {
    Dense(inputs, network_.hidden_weight, network_.hidden_bias, hidden_);
    Rectify(hidden_);
    Dense(hidden_, network_.output_weight, network_.output_bias, errors_);
    Softmax(errors_);
    errors_[label] -= 1.0F;
    PropagateBack();
    Update(hidden_, errors_, rate, network_.output_weight, network_.output_bias);
    Update(inputs, back_, rate, network_.hidden_weight, network_.hidden_bias);
  }

 private:
  void PropagateBack() {
    for (std::size_t unit = 0; unit < hidden_.size(); ++unit) {
      const float* row = network_.output_weight.data() + unit * errors_.size();
      const float sum = std::inner_product(errors_.begin(), errors_.end(), row, 0.0F);
      back_[unit] = hidden_[unit] > 0.0F ? sum : 0.0F;
    }
  }

  static void Update(std::span<const float> inputs, const std::vector<float>& errors, float rate,
                     std::vector<float>& weight, std::vector<float>& bias) {
    for (std::size_t input = 0; input < inputs.size(); ++input) {
      if (inputs[input] == 0.0F) continue;
      const float step = rate * inputs[input];
      float* row = weight.data() + input * errors.size();
      for (std::size_t unit = 0; unit < errors.size(); ++unit) row[unit] -= step * errors[unit];
    }
    for (std::size_t unit = 0; unit < errors.size(); ++unit) bias[unit] -= rate * errors[unit];
  }

  Network& network_;
  std::vector<float> hidden_;
  std::vector<float> errors_;
  std::vector<float> back_;
};

void Shuffle(std::vector<std::size_t>& order, Random& random) {
  for (std::size_t left = order.size(); left > 1; --left) {
    std::swap(order[left - 1], order[random.Below(left)]);
  }
}

}  // namespace

Network Train(const ImageSet& images, const Labels& labels, const TrainingPlan& plan) {
  Random random(plan.seed);
  Network network = ZeroNetwork(images.image_size(), plan.hidden, plan.classes);
  Initialize(network.hidden_weight, network.inputs, random);
  Initialize(network.output_weight, network.hidden, random);
  const std::vector<float> inputs = InputsOf(images.pixels);
  std::vector<std::size_t> order(images.count());
  std::iota(order.begin(), order.end(), std::size_t{0});
  Descent descent(network);
  for (int epoch = 0; epoch < plan.epochs; ++epoch) {
    Shuffle(order, random);
    const float left = static_cast<float>(plan.epochs - epoch) / static_cast<float>(plan.epochs);
    for (const std::size_t index : order) {
      descent.Step(std::span(inputs).subspan(index * network.inputs, network.inputs),
                   labels[index], plan.learning_rate * left);
    }
  }
  return network;
}

}  // namespace mnist
