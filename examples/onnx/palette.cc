#include "palette.h"

#include <fstream>
#include <stdexcept>

std::vector<NamedColour> ReadPalette(const std::string& path) {
  std::ifstream file(path);
  std::vector<NamedColour> palette;
  NamedColour next;
  while (file >> next.name >> next.colour[0] >> next.colour[1] >> next.colour[2]) palette.push_back(next);
  if (palette.empty()) throw std::runtime_error("Cannot read colours from \"" + path + "\"");
  return palette;
}
