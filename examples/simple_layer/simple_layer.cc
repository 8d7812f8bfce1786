// A network of one layer whose weights are in the program: scores = weight * inputs + bias.

#include <cstddef>
#include <cstdio>

namespace {

constexpr std::size_t kInputs = 4;
constexpr std::size_t kOutputs = 3;

constexpr float kWeight[kOutputs][kInputs] = {
    {0.5F, -1.0F, 0.25F, 2.0F},
    {1.5F, 0.0F, -0.5F, 1.0F},
    {-2.0F, 1.0F, 1.0F, 0.5F},
};
constexpr float kBias[kOutputs] = {1.0F, 0.0F, -1.0F};
constexpr float kSample[kInputs] = {1.0F, 2.0F, 4.0F, 8.0F};

float ScoreOf(std::size_t output) {
  float score = kBias[output];
  for (std::size_t input = 0; input < kInputs; ++input) {
    score += kWeight[output][input] * kSample[input];
  }
  return score;
}

}  // namespace

int main() {
  std::printf("layer(%g, %g, %g, %g) =", kSample[0], kSample[1], kSample[2], kSample[3]);
  for (std::size_t output = 0; output < kOutputs; ++output) std::printf(" %g", ScoreOf(output));
  std::printf("\n");
}
