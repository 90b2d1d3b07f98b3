// SPDX-License-Identifier: GPL-3.0-or-later
#include "env/envdocument.h"
#include "env/examplecheck.h"

namespace slipway {

EnvExample exampleOf(const EnvDocument &document, const EnvReading &reading)
{
    using Kind = EnvStatement::Kind;
    EnvExample example{reading, {}};
    bool isOptional = false;
    for (const EnvStatement &statement : document.statements()) {
        const bool saysSo
            = statement.comment.size > 0 && saysOptional(document.text(statement.comment));
        if (statement.kind == Kind::Comment) {
            isOptional = isOptional || saysSo;
            continue;
        }
        const bool isKey
            = statement.kind == Kind::Assignment || statement.kind == Kind::Declaration;
        if (isKey && (isOptional || saysSo))
            example.optional.insert(document.keyOf(statement).toByteArray());
        // A comment is about the key below it, and about nothing behind a blank line.
        isOptional = false;
    }
    return example;
}

} // namespace slipway
