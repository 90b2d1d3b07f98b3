// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "env/envdocument.h"

namespace slipway {

// Single changes to a document's text, for those that make larger ones of them.

/// Writes a value, as it is to stand there, in the place of the statement's own. Everything around
/// it stays; a declaration becomes an assignment.
EnvTextChange replacedEnvValue(const EnvDocument &document, const EnvStatement &statement,
                               QByteArrayView written);
/// Puts lines (the last without its line end) before a byte that begins a line, or behind the last
/// line, whose line end may be missing. The document's line end is asked for, as it takes long to
/// find.
EnvTextChange insertedEnvLines(const EnvDocument &document, qsizetype at, const QByteArray &lines,
                               const QByteArray &lineEnd);
/// Takes the statement's lines out. A byte order mark before them stays.
EnvTextChange removedEnvLines(const EnvDocument &document, const EnvStatement &statement);
/// The statement's text without byte order mark, indentation and line end.
QByteArrayView envStatementText(const EnvDocument &document, const EnvStatement &statement);
/// Brings changes into the order of the text; an insertion comes before what is taken out there.
void sortEnvTextChanges(QList<EnvTextChange> &changes);

} // namespace slipway
