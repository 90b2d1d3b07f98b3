// SPDX-License-Identifier: GPL-3.0-or-later
#include "env/dialects/dialectreaders.h"

#include "env/dialects/dotenvscanner.h"
#include "env/envcollector.h"

namespace slipway {

// dotenv for Node.js 18.0 (parse(), its classic way): nothing is expanded, nothing is an error.
EnvReading readDotenv(QByteArrayView text, const EnvVariables &)
{
    EnvCollector collector;
    DotenvScanner scanner(text);
    while (const auto assignment = scanner.next()) {
        QByteArray value = unquotedDotenvValue(assignment->value);
        if (dotenvQuote(assignment->value) == '"')
            replaceDotenvEscapes(value, "nr");
        collector.set(assignment->key.toByteArray(), value, assignment->line);
    }
    return collector.take();
}

} // namespace slipway
