// Draws a data set of digits: generate SEED COUNT IMAGES LABELS.

#include <cstdlib>

#include "mnist/command.h"
#include "mnist/data_error.h"
#include "mnist/digits.h"
#include "mnist/file.h"

namespace {

std::uint64_t ParseNumber(const std::string& text) {
  char* end = nullptr;
  const std::uint64_t number = std::strtoull(text.c_str(), &end, 10);
  if (text.empty() || *end != '\0') {
    throw mnist::DataError("Cannot use \"" + text + "\" as a number");
  }
  return number;
}

void Generate(const std::vector<std::string>& arguments) {
  const mnist::Dataset dataset =
      mnist::DrawDigits(ParseNumber(arguments[1]), ParseNumber(arguments[0]));
  mnist::WriteFile(arguments[2], mnist::FormatImages(dataset.images));
  mnist::WriteFile(arguments[3], mnist::FormatLabels(dataset.labels));
}

}  // namespace

int main(int argc, char** argv) {
  return mnist::RunCommand(argc, argv, "generate SEED COUNT IMAGES LABELS", Generate);
}
