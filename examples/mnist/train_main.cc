// Trains a network on a data set: train IMAGES LABELS MODEL.

#include "mnist/command.h"
#include "mnist/data_error.h"
#include "mnist/file.h"
#include "mnist/trainer.h"

namespace mnist {
namespace {

void Run(const std::vector<std::string>& arguments) {
  const ImageSet images = ParseImages(arguments[0], ReadFile(arguments[0]));
  const Labels labels = ParseLabels(arguments[1], ReadFile(arguments[1]));
  if (images.count() != labels.size()) {
    throw DataError("Cannot train on " + std::to_string(images.count()) + " images with " +
                    std::to_string(labels.size()) + " labels");
  }
  WriteFile(arguments[2], FormatSafetensors(TensorsOf(Train(images, labels, {}))));
}

}  // namespace
}  // namespace mnist

int main(int argc, char** argv) {
  return mnist::RunCommand(argc, argv, "train IMAGES LABELS MODEL", mnist::Run);
}
