#include "protobuf_message.h"

namespace {

// Wire types.
constexpr int kVarint = 0;
constexpr int kLengthDelimited = 2;

constexpr std::uint64_t Tag(int field, int type) {
  return (static_cast<std::uint64_t>(field) << 3) | static_cast<std::uint64_t>(type);
}

}  // namespace

ProtobufMessage& ProtobufMessage::Number(int field, std::uint64_t value) {
  Varint(Tag(field, kVarint));
  Varint(value);
  return *this;
}

ProtobufMessage& ProtobufMessage::Text(int field, const std::string& value) {
  Varint(Tag(field, kLengthDelimited));
  Varint(value.size());
  bytes_ += value;
  return *this;
}

ProtobufMessage& ProtobufMessage::Message(int field, const ProtobufMessage& value) {
  return Text(field, value.bytes());
}

void ProtobufMessage::Varint(std::uint64_t value) {
  for (; value >= 0x80; value >>= 7) bytes_ += static_cast<char>((value & 0x7f) | 0x80);
  bytes_ += static_cast<char>(value);
}
