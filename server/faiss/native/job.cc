#include "job.h"

#include <utility>

namespace likeness {

Napi::Promise Job::Start(const Napi::CallbackInfo& info, Work work, Settle settle) {
  // Not a leak: an AsyncWorker deletes itself once it has settled.
  Job* job = new Job(info, std::move(work), std::move(settle));
  const Napi::Promise promise = job->deferred_.Promise();
  job->Queue();
  return promise;
}

Job::Job(const Napi::CallbackInfo& info, Work work, Settle settle)
    : Napi::AsyncWorker(info.Env(), "likeness.faiss"),
      deferred_(info.Env()),
      work_(std::move(work)),
      settle_(std::move(settle)) {
  Napi::Array held = Napi::Array::New(info.Env());
  held.Set(0u, info.This());
  for (uint32_t at = 0; at < info.Length(); at++) held.Set(at + 1, info[at]);
  held_ = Napi::Persistent(held);
}

void Job::Execute() {
  try {
    work_();
  } catch (...) {
    failure_ = CurrentFailure();
    SetError(failure_.message);
  }
  work_ = nullptr;
}

void Job::OnOK() {
  try {
    deferred_.Resolve(settle_(Env()));
  } catch (const Napi::Error& error) {
    deferred_.Reject(error.Value());
  }
}

void Job::OnError(const Napi::Error&) { deferred_.Reject(ToJavaScript(Env(), failure_).Value()); }

Napi::Error ToJavaScript(Napi::Env env, const Failure& failure) {
  Napi::Error error = Napi::Error::New(env, failure.message);
  error.Set("code", failure.code);
  return error;
}

}  // namespace likeness
