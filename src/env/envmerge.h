// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "env/envdocument.h"

namespace slipway {

/// What became of one's own text when another program's changes came into it.
struct EnvMerge
{
    EnvDocument document;         ///< mine with their changes
    QList<EnvTextChange> changes; ///< the same as changes to mine, for an undo stack
    QList<QByteArray> taken;      ///< keys that are now as theirs, in the order of their file
    QList<QByteArray> conflicts;  ///< keys that both changed differently; mine's stays
};

/// Merges by key what two have made of one file. A key that only they changed, added or removed
/// becomes as theirs; text, comments and order stay mine. Values are compared as written. Linear.
EnvMerge mergeEnv(const EnvDocument &base, const EnvDocument &mine, const EnvDocument &theirs);

/// The changes that make some keys of mine as theirs, to settle conflicts.
QList<EnvTextChange> adoptEnvKeys(const EnvDocument &mine, const EnvDocument &theirs,
                                  const QList<QByteArray> &keys);

} // namespace slipway
