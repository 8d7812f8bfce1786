#ifndef ONNX_SESSION_H_
#define ONNX_SESSION_H_

#include <cstdint>
#include <string>
#include <vector>

#include "palette.h"

/// A model that is open in ONNX Runtime. What it takes is given back when the program ends.
class OnnxSession {
 public:
  /// Loads ONNX Runtime and a model. Throws std::runtime_error when there is no such library or model.
  explicit OnnxSession(const std::string& model);

  /// Version of the library, such as "1.31.1".
  const std::string& version() const { return version_; }

  /// Runs the model: from rows of "colours" to numbers of "nearest".
  std::vector<std::int64_t> Nearest(std::vector<Colour> colours) const;

 private:
  std::string version_;
  void* const* api_ = nullptr;
  void* session_ = nullptr;
};

#endif  // ONNX_SESSION_H_
