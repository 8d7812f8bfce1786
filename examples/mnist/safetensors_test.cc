#include "mnist/safetensors.h"

#include "mnist/check.h"

namespace {

using mnist::ParseSafetensors;
using std::string_literals::operator""s;

/// A file with this header and data.
std::string FileOf(const std::string& header, const std::string& data) {
  return std::string(1, static_cast<char>(header.size())) + "\0\0\0\0\0\0\0"s + header + data;
}

std::string HeaderOf(const std::string& dtype, const std::string& shape,
                     const std::string& offsets) {
  return R"({"w":{"dtype":")" + dtype + R"(","shape":)" + shape + R"(,"data_offsets":)" + offsets +
         "}}";
}

const std::string kOne = "\0\0\x80\x3f"s;  // 1.0
const std::string kTwo = "\0\0\0\x40"s;    // 2.0

void ReadsWhatOthersWrite() {
  const mnist::Tensors tensors = ParseSafetensors(
      "m", FileOf(R"({"__metadata__" : {"format":"p\/t"}, "w":{"dtype":"F32",)"
                  R"("shape":[1, 2],"data_offsets":[0,8]},"e":{"dtype":"F32","shape":[0],)"
                  R"("data_offsets":[8,8]}}   )",
                  kOne + kTwo));
  CHECK(tensors.size() == 2);
  CHECK((tensors.at("w").shape == std::vector<std::uint64_t>{1, 2}));
  CHECK((tensors.at("w").values == std::vector<float>{1, 2}));
  CHECK(tensors.at("e").values.empty());
}

void ReadsWhatItWrites() {
  const mnist::Tensors tensors = {{"b", {{3}, {1, 2, 3}}}, {"a", {{1, 2}, {-1, 0.5}}}};
  const std::string bytes = mnist::FormatSafetensors(tensors);
  CHECK(bytes.size() % 4 == 0 && (bytes.size() - 20) % 8 == 0);
  const mnist::Tensors read = ParseSafetensors("m", bytes);
  CHECK(read.size() == 2);
  CHECK(read.at("a").values == tensors.at("a").values);
  CHECK(read.at("b").shape == tensors.at("b").shape);
}

void RefusesWhatIsNotSafetensors() {
  CHECK_REFUSED(ParseSafetensors("m.st", "short"), "Cannot use \"m.st\": it is too short");
  CHECK_REFUSED(ParseSafetensors("m", "GGUF\3\0\0\0 some other format"s), "not a safetensors file");
  CHECK_REFUSED(ParseSafetensors("m", FileOf("[1]", "")), "no '{' at byte 0");
  CHECK_REFUSED(ParseSafetensors("m", FileOf("{\"w", "")), "no end of a string");
  CHECK_REFUSED(ParseSafetensors("m", FileOf("{}}", "")), "no end at byte 2");
  CHECK_REFUSED(ParseSafetensors("m", FileOf("{\"\\u0077\":1}", "")), "no plain string");
  CHECK_REFUSED(ParseSafetensors("m", FileOf(R"({"w":{"type":1}})", "")),
                "unknown member \"type\"");
}

void RefusesTensorsThatDoNotFit() {
  const std::string data = kOne + kTwo;
  CHECK_REFUSED(ParseSafetensors("m", FileOf(HeaderOf("BF16", "[4]", "[0,8]"), data)),
                "\"w\" is of type \"BF16\", not F32");
  CHECK_REFUSED(ParseSafetensors("m", FileOf(HeaderOf("F32", "[3]", "[0,12]"), data)),
                "ends at byte 12 of 8");
  CHECK_REFUSED(ParseSafetensors("m", FileOf(HeaderOf("F32", "[3]", "[0,8]"), data)),
                "8 bytes, which is not its shape");
  CHECK_REFUSED(ParseSafetensors("m", FileOf(HeaderOf("F32", "[2]", "[8,0]"), data)), "ends at");
  CHECK_REFUSED(ParseSafetensors("m", FileOf(HeaderOf("F32", "[2]", "[0]"), data)), "data_offsets");
  CHECK_REFUSED(ParseSafetensors(
                    "m", FileOf(HeaderOf("F32", "[4294967296,4294967296]", "[0,8]"), data)),
                "which is not its shape");
  CHECK_REFUSED(ParseSafetensors(
                    "m", FileOf(HeaderOf("F32", "[18446744073709551616]", "[0,8]"), data)),
                "64-bit number");
}

}  // namespace

int main() {
  ReadsWhatOthersWrite();
  ReadsWhatItWrites();
  RefusesWhatIsNotSafetensors();
  RefusesTensorsThatDoNotFit();
}
