// Paths as arguments.
#pragma once

#include <napi.h>

#include <string>

#include "arguments.h"

namespace likeness {

inline std::string PathAt(const Napi::CallbackInfo& info, size_t at) {
  constexpr size_t kLongestPath = 4095;  // PATH_MAX on Linux, less its NUL
  return TextAt(info, at, "path", kLongestPath);
}

}  // namespace likeness
