// Reads digits: mnist MODEL IMAGES LABELS.
//
// Prints a few images with what the network takes them for, then the share that it gets right.

#include <algorithm>
#include <cstdio>

#include "mnist/command.h"
#include "mnist/data_error.h"
#include "mnist/file.h"
#include "mnist/idx.h"
#include "mnist/network.h"
#include "mnist/picture.h"
#include "mnist/runtime.h"

namespace mnist {
namespace {

constexpr std::size_t kShown = 3;

void CheckFit(const Network& network, const ImageSet& images, const Labels& labels) {
  if (images.image_size() != network.inputs) {
    throw DataError("Cannot read images of " + std::to_string(images.rows) + " x " +
                    std::to_string(images.columns) + " pixels with a model of " +
                    std::to_string(network.inputs) + " inputs");
  }
  if (images.count() == 0 || images.count() != labels.size()) {
    throw DataError("Cannot compare " + std::to_string(images.count()) + " images with " +
                    std::to_string(labels.size()) + " labels");
  }
}

std::vector<std::size_t> Predict(const Network& network, std::span<const float> scores) {
  std::vector<std::size_t> predictions(scores.size() / network.classes);
  for (std::size_t index = 0; index < predictions.size(); ++index) {
    predictions[index] = BestOf(scores.subspan(index * network.classes, network.classes));
  }
  return predictions;
}

void ShowSome(const ImageSet& images, const Labels& labels,
              const std::vector<std::size_t>& predictions) {
  const std::size_t shown = std::min(kShown, images.count());
  std::fputs(PictureOf(images, shown).c_str(), stdout);
  for (std::size_t index = 0; index < shown; ++index) {
    std::printf("image %zu: predicted %zu, labelled %d\n", index, predictions[index],
                labels[index]);
  }
}

void Run(const std::vector<std::string>& arguments) {
  const Network network =
      NetworkOf(arguments[0], ParseSafetensors(arguments[0], ReadFile(arguments[0])));
  const ImageSet images = ParseImages(arguments[1], ReadFile(arguments[1]));
  const Labels labels = ParseLabels(arguments[2], ReadFile(arguments[2]));
  CheckFit(network, images, labels);
  const Outcome outcome = ForwardOnBest(network, InputsOf(images.pixels));
  for (const std::string& note : outcome.notes) std::printf("%s\n", note.c_str());
  std::printf("model: %zu-%zu-%zu network, %zu weights, running on %s\n", network.inputs,
              network.hidden, network.classes, network.size(), outcome.runtime.c_str());
  const std::vector<std::size_t> predictions = Predict(network, outcome.scores);
  ShowSome(images, labels, predictions);
  std::size_t right = 0;
  for (std::size_t index = 0; index < labels.size(); ++index) {
    right += predictions[index] == labels[index] ? 1 : 0;
  }
  std::printf("accuracy: %.2f %% of %zu held-out images\n",
              100.0 * static_cast<double>(right) / static_cast<double>(labels.size()),
              labels.size());
}

}  // namespace
}  // namespace mnist

int main(int argc, char** argv) {
  return mnist::RunCommand(argc, argv, "mnist MODEL IMAGES LABELS", mnist::Run);
}
