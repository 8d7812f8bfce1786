#ifndef PROTOBUF_MESSAGE_H_
#define PROTOBUF_MESSAGE_H_

#include <cstdint>
#include <string>

/// A message in the wire format of protocol buffers, field by field.
class ProtobufMessage {
 public:
  /// A number: int64, int32 or an enum.
  ProtobufMessage& Number(int field, std::uint64_t value);
  /// A string or bytes.
  ProtobufMessage& Text(int field, const std::string& value);
  /// A message within this one.
  ProtobufMessage& Message(int field, const ProtobufMessage& value);

  const std::string& bytes() const { return bytes_; }

 private:
  void Varint(std::uint64_t value);

  std::string bytes_;
};

#endif  // PROTOBUF_MESSAGE_H_
