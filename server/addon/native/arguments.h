// Reads arguments handed in from JavaScript. What does not fit is thrown as a JavaScript TypeError with the
// code bad_argument, so that no call, however odd, reaches the index unchecked.
#pragma once

#include <napi.h>

#include <cstdint>
#include <string>

#include "view.h"

namespace likeness {

[[noreturn]] void ThrowBadArgument(Napi::Env env, const std::string& message);

// The views borrow the array's own memory: hold on to the array for as long as they are used.
View<float> FloatsAt(const Napi::CallbackInfo& info, size_t at, const char* name);
View<int64_t> LabelsAt(const Napi::CallbackInfo& info, size_t at, const char* name);
View<uint8_t> BytesAt(const Napi::CallbackInfo& info, size_t at, const char* name);

// A whole number from `least` to `most`.
int64_t IntegerAt(const Napi::CallbackInfo& info, size_t at, const char* name, int64_t least, int64_t most);

// A number other than NaN and the infinities.
double NumberAt(const Napi::CallbackInfo& info, size_t at, const char* name);

bool BooleanAt(const Napi::CallbackInfo& info, size_t at, const char* name);

// No NUL, and from `least` to `most` bytes of UTF-8.
std::string TextAt(const Napi::CallbackInfo& info, size_t at, const char* name, size_t most, size_t least = 1);

// The flag of Cancellation: an Int32Array of one over a SharedArrayBuffer, so that nobody can take the memory
// away. Null when there is none.
const int32_t* FlagAt(const Napi::CallbackInfo& info, size_t at);

}  // namespace likeness
