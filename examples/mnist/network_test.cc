#include "mnist/network.h"

#include "mnist/check.h"
#include "mnist/runtime.h"

namespace {

mnist::Network SmallNetwork() {
  mnist::Network network = mnist::ZeroNetwork(2, 2, 3);
  network.hidden_weight = {1, -1, 1, 1};
  network.hidden_bias = {0, 0.5};
  network.output_weight = {1, 0, 2, 0, 1, 3};
  network.output_bias = {0, 0, -1};
  return network;
}

void ComputesScores() {
  const std::vector<float> images = {1, 2, 3, 0};
  const std::vector<float> scores = mnist::MakeCpuRuntime()->Forward(SmallNetwork(), images);
  // First image: hidden 3 and 1.5. Second: 3 and -2.5, which counts as 0.
  CHECK((scores == std::vector<float>{3, 1.5, 9.5, 3, 0, 5}));
}

void FindsTheBestScore() {
  CHECK(mnist::BestOf(std::vector<float>{-3, -1, -2}) == 1);
  CHECK(mnist::BestOf(std::vector<float>{2, 5, 5}) == 1);
}

void ScalesPixels() {
  const std::vector<std::uint8_t> pixels = {0, 51, 255};
  CHECK((mnist::InputsOf(pixels) == std::vector<float>{0.0F, 0.2F, 1.0F}));
}

void SurvivesItsFileFormat() {
  const mnist::Network network = mnist::NetworkOf("m", mnist::TensorsOf(SmallNetwork()));
  CHECK(network.inputs == 2 && network.hidden == 2 && network.classes == 3);
  CHECK(network.size() == 15);
  CHECK(network.output_weight == SmallNetwork().output_weight);
}

void RefusesOtherModels() {
  mnist::Tensors tensors = mnist::TensorsOf(SmallNetwork());
  tensors.at("hidden.bias").shape = {3};
  CHECK_REFUSED(mnist::NetworkOf("m", tensors), "do not fit together");
  tensors.at("hidden.bias").shape = {1, 2};
  CHECK_REFUSED(mnist::NetworkOf("m", tensors), "\"hidden.bias\" has 2 dimensions, not 1");
  tensors.erase("hidden.bias");
  CHECK_REFUSED(mnist::NetworkOf("m", tensors), "has no tensor \"hidden.bias\"");
}

}  // namespace

int main() {
  ComputesScores();
  FindsTheBestScore();
  ScalesPixels();
  SurvivesItsFileFormat();
  RefusesOtherModels();
}
