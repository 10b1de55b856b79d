#include "job.h"

#include <utility>

#include "environment.h"

namespace likeness {

Napi::Promise Job::Start(const Napi::CallbackInfo& info, const int32_t* flag, Work work, Settler settle) {
  const auto job = std::make_shared<Job>(info, flag, std::move(work), std::move(settle));
  const Napi::Promise promise = job->deferred_.Promise();
  try {
    Environment::Of(info.Env()).Begin(job);
  } catch (...) {
    throw ToJavaScript(info.Env(), CurrentFailure());
  }
  return promise;
}

Job::Job(const Napi::CallbackInfo& info, const int32_t* flag, Work work, Settler settle)
    : deferred_(info.Env()), cancellation_(flag), work_(std::move(work)), settle_(std::move(settle)) {
  Napi::Array held = Napi::Array::New(info.Env());
  held.Set(0u, info.This());
  for (uint32_t at = 0; at < info.Length(); at++) held.Set(at + 1, info[at]);
  held_ = Napi::Persistent(held);
}

void Job::Run() {
  try {
    cancellation_.Check();
    work_(cancellation_);
  } catch (...) {
    failed_ = true;
    failure_ = CurrentFailure();
  }
  work_ = nullptr;
}

void Job::Settle(Napi::Env env) {
  // A worker thread that is being terminated can no longer make what is to be answered, nor take it.
  try {
    if (failed_) {
      deferred_.Reject(ToJavaScript(env, failure_).Value());
      return;
    }
    try {
      deferred_.Resolve(settle_(env));
    } catch (const Napi::Error& error) {
      deferred_.Reject(error.Value());
    } catch (...) {
      deferred_.Reject(ToJavaScript(env, CurrentFailure()).Value());
    }
  } catch (const Napi::Error&) {
  }
}

void Job::Abandon() {
  held_.Reset();
  work_ = nullptr;
  settle_ = nullptr;
}

Napi::Error ToJavaScript(Napi::Env env, const Failure& failure) {
  Napi::Error error = Napi::Error::New(env, failure.message);
  error.Set("code", failure.code);
  return error;
}

}  // namespace likeness
