// Reads arguments handed in from JavaScript. What does not fit is thrown as a JavaScript TypeError with the
// code bad_argument, so that no call, however odd, reaches Faiss unchecked.
#pragma once

#include <napi.h>

#include <cstdint>
#include <string>

#include "view.h"

namespace likeness {

// The views borrow the array's own memory: hold on to the array for as long as they are used.
View<float> FloatsAt(const Napi::CallbackInfo& info, size_t at, const char* name);
View<int64_t> LabelsAt(const Napi::CallbackInfo& info, size_t at, const char* name);

// A whole number from `least` to `most`.
int64_t IntegerAt(const Napi::CallbackInfo& info, size_t at, const char* name, int64_t least, int64_t most);

// Not empty, no NUL, and at most `most` bytes of UTF-8.
std::string TextAt(const Napi::CallbackInfo& info, size_t at, const char* name, size_t most);

}  // namespace likeness
