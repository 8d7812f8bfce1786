#include "mnist/trainer.h"

#include <algorithm>

#include "mnist/check.h"
#include "mnist/digits.h"
#include "mnist/runtime.h"

namespace {

/// The share of the images that the network gets right.
double AccuracyOf(const mnist::Network& network, const mnist::Dataset& dataset) {
  const std::vector<float> scores =
      mnist::MakeCpuRuntime()->Forward(network, mnist::InputsOf(dataset.images.pixels));
  int right = 0;
  for (std::size_t index = 0; index < dataset.labels.size(); ++index) {
    const auto own = std::span(scores).subspan(index * network.classes, network.classes);
    right += mnist::BestOf(own) == dataset.labels[index] ? 1 : 0;
  }
  return static_cast<double>(right) / static_cast<double>(dataset.labels.size());
}

void DrawsEachDigitAsOften() {
  const mnist::Dataset dataset = mnist::DrawDigits(50, 7);
  CHECK(dataset.images.count() == 50 && dataset.images.rows == 28 && dataset.images.columns == 28);
  for (std::uint8_t digit = 0; digit < 10; ++digit) {
    CHECK(std::ranges::count(dataset.labels, digit) == 5);
  }
}

void DrawsByTheSeed() {
  CHECK(mnist::DrawDigits(20, 7).images.pixels == mnist::DrawDigits(20, 7).images.pixels);
  CHECK(mnist::DrawDigits(20, 7).images.pixels != mnist::DrawDigits(20, 8).images.pixels);
}

void LearnsToReadDigits() {
  const mnist::Dataset train = mnist::DrawDigits(1500, 3);
  const mnist::Dataset held_out = mnist::DrawDigits(300, 4);
  mnist::TrainingPlan plan;
  plan.epochs = 0;
  CHECK(AccuracyOf(mnist::Train(train.images, train.labels, plan), held_out) < 0.3);
  plan.epochs = 4;
  CHECK(AccuracyOf(mnist::Train(train.images, train.labels, plan), held_out) > 0.85);
}

void TrainsTheSameTwice() {
  const mnist::Dataset train = mnist::DrawDigits(100, 5);
  const mnist::Network first = mnist::Train(train.images, train.labels, {});
  CHECK(first.hidden_weight == mnist::Train(train.images, train.labels, {}).hidden_weight);
  const mnist::TrainingPlan other{.seed = 2};
  CHECK(first.hidden_weight != mnist::Train(train.images, train.labels, other).hidden_weight);
}

}  // namespace

int main() {
  DrawsEachDigitAsOften();
  DrawsByTheSeed();
  LearnsToReadDigits();
  TrainsTheSameTwice();
}
