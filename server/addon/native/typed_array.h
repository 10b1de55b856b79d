// Answers as typed arrays.
#pragma once

#include <napi.h>

#include <cstring>
#include <memory>
#include <utility>
#include <vector>

namespace likeness {

// From so many bytes on, JavaScript is lent the vector's own memory: copying would hold the event loop up.
constexpr size_t kLentFrom = 1 << 18;

// Array: Napi::Float32Array for T = float, and so on.
template <typename Array, typename T>
Array ToTypedArray(Napi::Env env, std::vector<T>&& values) {
  if (values.size() * sizeof(T) >= kLentFrom) {
    auto lent = std::make_unique<std::vector<T>>(std::move(values));
    napi_value buffer;
    const auto give_back = [](napi_env, void*, void* hint) { delete static_cast<std::vector<T>*>(hint); };
    // Fails where V8 takes no memory but its own.
    if (napi_create_external_arraybuffer(env, lent->data(), lent->size() * sizeof(T), give_back, lent.get(),
                                         &buffer) == napi_ok) {
      return Array::New(env, lent.release()->size(), Napi::ArrayBuffer(env, buffer), 0);
    }
    values = std::move(*lent);
  }
  Array array = Array::New(env, values.size());
  if (!values.empty()) std::memcpy(array.Data(), values.data(), values.size() * sizeof(T));
  return array;
}

}  // namespace likeness
