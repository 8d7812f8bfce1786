#include "mnist/safetensors.h"

#include <bit>
#include <cstring>

#include "mnist/data_error.h"
#include "mnist/json_cursor.h"

namespace mnist {
namespace {

static_assert(std::endian::native == std::endian::little, "safetensors data is little-endian");

constexpr std::size_t kLengthSize = 8;
constexpr std::size_t kAlignment = 8;

[[noreturn]] void Fail(std::string_view name, const std::string& problem) {
  throw DataError("Cannot use \"" + std::string(name) + "\": " + problem);
}

/// What the header says of one tensor.
struct Entry {
  std::string dtype;
  std::vector<std::uint64_t> shape;
  std::vector<std::uint64_t> offsets;
};

Entry ReadEntry(std::string_view name, JsonCursor& cursor) {
  Entry entry;
  cursor.Object([&](const std::string& key) {
    if (key == "dtype") {
      entry.dtype = cursor.String();
    } else if (key == "shape") {
      entry.shape = cursor.Numbers();
    } else if (key == "data_offsets") {
      entry.offsets = cursor.Numbers();
    } else {
      Fail(name, "its header has an unknown member \"" + key + "\"");
    }
  });
  return entry;
}

/// The number of bytes of a shape, or `limit + 1` when that is more than `limit`.
std::uint64_t SizeOf(const std::vector<std::uint64_t>& shape, std::uint64_t limit) {
  std::uint64_t size = sizeof(float);
  for (const std::uint64_t dimension : shape) {
    if (dimension != 0 && size > limit / dimension) return limit + 1;
    size *= dimension;
  }
  return size;
}

Tensor ReadTensor(std::string_view name, const std::string& tensor, const Entry& entry,
                  std::string_view data) {
  const std::string who = "its tensor \"" + tensor + "\" ";
  if (entry.dtype != "F32") Fail(name, who + "is of type \"" + entry.dtype + "\", not F32");
  if (entry.offsets.size() != 2) Fail(name, who + "has no two data_offsets");
  const std::uint64_t begin = entry.offsets[0];
  const std::uint64_t end = entry.offsets[1];
  if (begin > end || end > data.size()) {
    Fail(name, who + "ends at byte " + std::to_string(end) + " of " + std::to_string(data.size()));
  }
  if (SizeOf(entry.shape, data.size()) != end - begin) {
    Fail(name, who + "has " + std::to_string(end - begin) + " bytes, which is not its shape");
  }
  Tensor result{entry.shape, std::vector<float>((end - begin) / sizeof(float))};
  std::memcpy(result.values.data(), data.data() + begin, end - begin);
  return result;
}

}  // namespace

Tensors ParseSafetensors(std::string_view name, std::string_view bytes) {
  if (bytes.size() < kLengthSize) Fail(name, "it is too short for a safetensors file");
  std::uint64_t length = 0;
  std::memcpy(&length, bytes.data(), kLengthSize);
  bytes.remove_prefix(kLengthSize);
  if (length > bytes.size()) {
    Fail(name, "its header should have " + std::to_string(length) + " bytes, but " +
                   std::to_string(bytes.size()) + " are left: not a safetensors file");
  }
  JsonCursor cursor(name, bytes.substr(0, length));
  const std::string_view data = bytes.substr(length);
  Tensors tensors;
  cursor.Object([&](const std::string& tensor) {
    if (tensor == "__metadata__") {
      cursor.Object([&](const std::string&) { cursor.String(); });
    } else {
      tensors[tensor] = ReadTensor(name, tensor, ReadEntry(name, cursor), data);
    }
  });
  cursor.End();
  return tensors;
}

std::string FormatSafetensors(const Tensors& tensors) {
  std::string header = "{";
  std::string data;
  for (const auto& [name, tensor] : tensors) {
    std::string shape;
    for (const std::uint64_t dimension : tensor.shape) {
      shape += (shape.empty() ? "" : ",") + std::to_string(dimension);
    }
    const std::size_t begin = data.size();
    data.append(reinterpret_cast<const char*>(tensor.values.data()),
                tensor.values.size() * sizeof(float));
    header += (header.size() > 1 ? ",\"" : "\"") + name + "\":{\"dtype\":\"F32\",\"shape\":[" +
              shape + "],\"data_offsets\":[" + std::to_string(begin) + "," +
              std::to_string(data.size()) + "]}";
  }
  header += "}";
  header.resize((header.size() + kAlignment - 1) / kAlignment * kAlignment, ' ');
  const std::uint64_t length = header.size();
  std::string bytes(kLengthSize, '\0');
  std::memcpy(bytes.data(), &length, kLengthSize);
  return bytes + header + data;
}

}  // namespace mnist
