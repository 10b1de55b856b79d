// Failures carry a code, so that JavaScript can branch on it and never has to read a message.
#pragma once

#include <stdexcept>
#include <string>

namespace likeness {

class CodedError : public std::runtime_error {
 public:
  // `code` is one of those in the addon's src/error.ts, and a literal: it is not copied.
  CodedError(const char* code, const std::string& message) : std::runtime_error(message), code(code) {}

  const char* const code;
};

struct Failure {
  const char* code;
  std::string message;
};

// What the exception now being handled should look like to JavaScript. Call it inside a catch block. One that
// is neither a CodedError nor about memory has the addon's name as its code.
Failure CurrentFailure();

}  // namespace likeness
