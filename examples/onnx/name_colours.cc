// Names colours.
//
//   name_colours MODEL COLOURS RED,GREEN,BLUE...

#include <cstdio>
#include <exception>
#include <sstream>
#include <stdexcept>
#include <string>
#include <vector>

#include "onnx_session.h"
#include "palette.h"

namespace {

Colour ReadColour(const char* text) {
  std::istringstream stream(text);
  Colour colour;
  char first = 0;
  char second = 0;
  stream >> colour[0] >> first >> colour[1] >> second >> colour[2];
  if (!stream || first != ',' || second != ',') {
    throw std::runtime_error("Cannot read the colour \"" + std::string(text) + "\"");
  }
  return colour;
}

}  // namespace

int main(int argc, char** argv) try {
  if (argc < 4) throw std::runtime_error("usage: name_colours MODEL COLOURS RED,GREEN,BLUE...");
  const std::vector<NamedColour> palette = ReadPalette(argv[2]);
  std::vector<Colour> colours;
  for (int i = 3; i < argc; ++i) colours.push_back(ReadColour(argv[i]));
  const OnnxSession session(argv[1]);
  std::printf("ONNX Runtime %s\n", session.version().c_str());
  const std::vector<std::int64_t> nearest = session.Nearest(colours);
  for (std::size_t i = 0; i < nearest.size(); ++i) {
    std::printf("%s is %s\n", argv[i + 3], palette.at(nearest[i]).name.c_str());
  }
} catch (const std::exception& error) {
  std::fprintf(stderr, "name_colours: %s\n", error.what());
  return 1;
}
