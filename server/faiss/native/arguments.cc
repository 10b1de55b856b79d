#include "arguments.h"

#include <cmath>

namespace likeness {
namespace {

[[noreturn]] void ThrowBadArgument(Napi::Env env, const std::string& message) {
  Napi::TypeError error = Napi::TypeError::New(env, message);
  error.Set("code", "bad_argument");
  throw error;
}

Napi::TypedArray ArrayAt(const Napi::CallbackInfo& info, size_t at, napi_typedarray_type type,
                         const std::string& wanted) {
  if (!info[at].IsTypedArray() || info[at].As<Napi::TypedArray>().TypedArrayType() != type) {
    ThrowBadArgument(info.Env(), wanted);
  }
  Napi::TypedArray array = info[at].As<Napi::TypedArray>();
  // JavaScript could shrink such a buffer under the worker thread that reads it.
  if (array.ArrayBuffer().Get("resizable").ToBoolean()) {
    ThrowBadArgument(info.Env(), wanted + " whose buffer is not resizable");
  }
  return array;
}

}  // namespace

View<float> FloatsAt(const Napi::CallbackInfo& info, size_t at, const char* name) {
  const auto array = ArrayAt(info, at, napi_float32_array, std::string(name) + " must be a Float32Array")
                         .As<Napi::Float32Array>();
  return {array.Data(), array.ElementLength()};
}

View<int64_t> LabelsAt(const Napi::CallbackInfo& info, size_t at, const char* name) {
  const auto array = ArrayAt(info, at, napi_bigint64_array, std::string(name) + " must be a BigInt64Array")
                         .As<Napi::BigInt64Array>();
  return {array.Data(), array.ElementLength()};
}

int64_t IntegerAt(const Napi::CallbackInfo& info, size_t at, const char* name, int64_t least, int64_t most) {
  const double value = info[at].IsNumber() ? info[at].As<Napi::Number>().DoubleValue() : std::nan("");
  const bool fits = value >= static_cast<double>(least) && value <= static_cast<double>(most);
  if (!fits || std::floor(value) != value) {
    ThrowBadArgument(info.Env(), std::string(name) + " must be a whole number from " + std::to_string(least) +
                                     " to " + std::to_string(most));
  }
  return static_cast<int64_t>(value);
}

std::string TextAt(const Napi::CallbackInfo& info, size_t at, const char* name, size_t most) {
  std::string text = info[at].IsString() ? info[at].As<Napi::String>().Utf8Value() : "";
  if (text.empty() || text.size() > most || text.find('\0') != std::string::npos) {
    ThrowBadArgument(info.Env(),
                     std::string(name) + " must be a string of 1 to " + std::to_string(most) + " bytes");
  }
  return text;
}

}  // namespace likeness
