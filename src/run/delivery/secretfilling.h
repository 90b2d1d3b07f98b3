// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "base/task.h"
#include "env/envreading.h"
#include "env/envsecretreferences.h"
#include "run/secretresolver.h"

namespace slipway {

using SharedFilling = std::shared_ptr<const EnvFilling>;

/// Asks for every secret that the text names and puts it in its place; what takes long is done on
/// a worker thread. Ends on the caller's thread, which needs an event loop; destroying the task
/// is the way to cancel it. `resolver` outlives it.
Task<SharedFilling> fillSecrets(SecretResolver &resolver, QByteArray text, EnvDialect dialect);

/// What a loader reads, with secrets in the place of their references, for an export. Fails with
/// the first that is not to be had. The caller wipes its values (wipeValues()) when it has used
/// them.
Task<Result<EnvReading>> resolveSecrets(SecretResolver &resolver, EnvReading reading);
/// Overwrites what the reading alone holds.
void wipeValues(EnvReading &reading);

/// The first problem as an error for a person, with all of them in the detail; nullopt without any.
std::optional<Error> errorOf(const EnvFilling &filling);

} // namespace slipway
