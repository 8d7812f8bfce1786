// Writes a model in the ONNX format that finds the nearest colour of a palette.
//
//   make_model COLOURS MODEL
//
// A colour x is nearest to the colour c for which 2 c x - c c is greatest: one matrix product and one argmax.
// Numbers of fields are those of onnx.proto, version 7 of the format, operators of set 13.

#include <cstddef>
#include <cstdio>
#include <cstring>
#include <exception>
#include <fstream>
#include <stdexcept>
#include <string>
#include <vector>

#include "palette.h"
#include "protobuf_message.h"

namespace {

// TensorProto.DataType
constexpr int kFloat = 1;
constexpr int kInt64 = 7;
// AttributeProto.AttributeType
constexpr int kIntAttribute = 2;

ProtobufMessage Tensor(const std::string& name, const std::vector<std::size_t>& dimensions,
                       const std::vector<float>& values) {
  ProtobufMessage tensor;
  for (const std::size_t dimension : dimensions) tensor.Number(1, dimension);
  // Little-endian, as the machines are that this runs on.
  std::string data(values.size() * sizeof(float), '\0');
  std::memcpy(data.data(), values.data(), data.size());
  return tensor.Number(2, kFloat).Text(8, name).Text(9, data);
}

ProtobufMessage IntAttribute(const std::string& name, int value) {
  return ProtobufMessage().Text(1, name).Number(3, value).Number(20, kIntAttribute);
}

ProtobufMessage Node(const std::string& type, const std::vector<std::string>& inputs, const std::string& output) {
  ProtobufMessage node;
  for (const std::string& input : inputs) node.Text(1, input);
  return node.Text(2, output).Text(3, output).Text(4, type);
}

/// A tensor with any number of rows.
ProtobufMessage Value(const std::string& name, int type, bool has_columns) {
  ProtobufMessage shape;
  shape.Message(1, ProtobufMessage().Text(2, "rows"));
  if (has_columns) shape.Message(1, ProtobufMessage().Number(1, 3));
  const ProtobufMessage tensor = ProtobufMessage().Number(1, type).Message(2, shape);
  return ProtobufMessage().Text(1, name).Message(2, ProtobufMessage().Message(1, tensor));
}

ProtobufMessage Graph(const std::vector<NamedColour>& palette) {
  std::vector<float> weights;
  std::vector<float> bias;
  for (int channel = 0; channel < 3; ++channel) {
    for (const NamedColour& each : palette) weights.push_back(2 * each.colour[channel]);
  }
  for (const auto& [name, c] : palette) bias.push_back(-(c[0] * c[0] + c[1] * c[1] + c[2] * c[2]));
  return ProtobufMessage()
      .Message(1, Node("Gemm", {"colours", "weights", "bias"}, "scores"))
      .Message(1, Node("ArgMax", {"scores"}, "nearest")
                      .Message(5, IntAttribute("axis", 1))
                      .Message(5, IntAttribute("keepdims", 0)))
      .Text(2, "nearest_colour")
      .Message(5, Tensor("weights", {3, palette.size()}, weights))
      .Message(5, Tensor("bias", {palette.size()}, bias))
      .Message(11, Value("colours", kFloat, true))
      .Message(12, Value("nearest", kInt64, false));
}

void WriteModel(const std::string& colours, const std::string& path) {
  const ProtobufMessage model = ProtobufMessage()
                                    .Number(1, 7)
                                    .Message(7, Graph(ReadPalette(colours)))
                                    .Message(8, ProtobufMessage().Text(1, "").Number(2, 13));
  std::ofstream file(path, std::ios::binary);
  file << model.bytes();
  file.close();
  if (!file) throw std::runtime_error("Cannot write \"" + path + "\"");
}

}  // namespace

int main(int argc, char** argv) try {
  if (argc != 3) throw std::runtime_error("usage: make_model COLOURS MODEL");
  WriteModel(argv[1], argv[2]);
} catch (const std::exception& error) {
  std::fprintf(stderr, "make_model: %s\n", error.what());
  return 1;
}
