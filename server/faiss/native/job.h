// One promise: `work` runs on a libuv worker thread, then `settle` makes the answer on the event loop.
#pragma once

#include <napi.h>

#include <functional>

#include "failure.h"

namespace likeness {

class Job final : public Napi::AsyncWorker {
 public:
  using Work = std::function<void()>;
  using Settle = std::function<Napi::Value(Napi::Env)>;

  // Keeps `this` and the arguments of the call alive until the promise settles, since `work` reads their
  // memory. `work` and what it captured are destroyed on the worker thread.
  static Napi::Promise Start(const Napi::CallbackInfo& info, Work work, Settle settle);

 private:
  Job(const Napi::CallbackInfo& info, Work work, Settle settle);

  void Execute() override;
  void OnOK() override;
  void OnError(const Napi::Error& error) override;

  Napi::Promise::Deferred deferred_;
  Napi::Reference<Napi::Array> held_;
  Work work_;
  Settle settle_;
  Failure failure_{};
};

// `failure` as an Error with its code.
Napi::Error ToJavaScript(Napi::Env env, const Failure& failure);

}  // namespace likeness
