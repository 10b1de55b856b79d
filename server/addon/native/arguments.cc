#include "arguments.h"

#include <cmath>

namespace likeness {
namespace {

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

void ThrowBadArgument(Napi::Env env, const std::string& message) {
  Napi::TypeError error = Napi::TypeError::New(env, message);
  error.Set("code", "bad_argument");
  throw error;
}

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

View<uint8_t> BytesAt(const Napi::CallbackInfo& info, size_t at, const char* name) {
  const auto array = ArrayAt(info, at, napi_uint8_array, std::string(name) + " must be a Uint8Array")
                         .As<Napi::Uint8Array>();
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

double NumberAt(const Napi::CallbackInfo& info, size_t at, const char* name) {
  const double value = info[at].IsNumber() ? info[at].As<Napi::Number>().DoubleValue() : std::nan("");
  if (!std::isfinite(value)) ThrowBadArgument(info.Env(), std::string(name) + " must be a finite number");
  return value;
}

bool BooleanAt(const Napi::CallbackInfo& info, size_t at, const char* name) {
  if (!info[at].IsBoolean()) ThrowBadArgument(info.Env(), std::string(name) + " must be true or false");
  return info[at].As<Napi::Boolean>().Value();
}

std::string TextAt(const Napi::CallbackInfo& info, size_t at, const char* name, size_t most, size_t least) {
  const bool is_text = info[at].IsString();
  std::string text = is_text ? info[at].As<Napi::String>().Utf8Value() : "";
  if (!is_text || text.size() < least || text.size() > most || text.find('\0') != std::string::npos) {
    ThrowBadArgument(info.Env(), std::string(name) + " must be a string of " + std::to_string(least) + " to " +
                                     std::to_string(most) + " bytes");
  }
  return text;
}

const int32_t* FlagAt(const Napi::CallbackInfo& info, size_t at) {
  if (info[at].IsUndefined()) return nullptr;
  const std::string wanted = "the flag must be an Int32Array of one over a SharedArrayBuffer";
  const auto array = ArrayAt(info, at, napi_int32_array, wanted).As<Napi::Int32Array>();
  const Napi::Value buffer = array.Get("buffer");
  bool is_own = false;
  napi_is_arraybuffer(info.Env(), buffer, &is_own);
  if (is_own || array.ElementLength() != 1) ThrowBadArgument(info.Env(), wanted);
  return array.Data();
}

}  // namespace likeness
