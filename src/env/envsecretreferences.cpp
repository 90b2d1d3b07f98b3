// SPDX-License-Identifier: GPL-3.0-or-later
#include "env/envsecretreferences.h"

#include "base/wipe.h"
#include "env/envreading.h"
#include "env/envwriter.h"

#include <QCoreApplication>
#include <QSet>

#include <algorithm>
#include <cstring>

namespace slipway {

namespace {

struct Words
{
    Q_DECLARE_TR_FUNCTIONS(slipway::EnvSecretReferences)
};

constexpr QByteArrayView opening("slipway://secret/");
constexpr qsizetype longestName = 128;

bool isNameByte(char byte)
{
    return (byte >= 'a' && byte <= 'z') || (byte >= 'A' && byte <= 'Z')
        || (byte >= '0' && byte <= '9') || byte == '_' || byte == '-' || byte == '.';
}

bool isName(QByteArrayView text)
{
    return !text.isEmpty() && text.size() <= longestName && std::ranges::all_of(text, isNameByte);
}

QByteArrayView withoutQuotes(QByteArrayView value, EnvStatement::Quote quote)
{
    if (quote == EnvStatement::Quote::None || value.size() < 2)
        return value;
    return value.sliced(1, value.size() - 2);
}

EnvSecretProblem problem(ErrorCode code, const QByteArray &key, const QString &message)
{
    return {key, Error{code, message}};
}

/// "DB_PASSWORD (line 3)"
QString placeOf(const EnvSecretReference &reference)
{
    return Words::tr("%1 (line %2)").arg(QString::fromUtf8(reference.key)).arg(reference.line);
}

/// A reading of a text with secrets; the values are wiped when it goes.
class SecretReading
{
public:
    SecretReading(QByteArrayView text, EnvDialect dialect) : m_reading(readEnv(text, dialect))
    {
        for (qsizetype i = 0; i < m_reading.values.size(); ++i)
            m_places.insert(m_reading.values.at(i).key, i);
    }
    ~SecretReading()
    {
        for (EnvValue &each : m_reading.values) {
            if (each.value)
                wipe(*each.value);
        }
    }
    Q_DISABLE_COPY_MOVE(SecretReading)

    const QList<EnvValue> &values() const { return m_reading.values; }
    /// nullptr when the loader does not know the key.
    const EnvValue *find(const QByteArray &key) const
    {
        const auto found = m_places.constFind(key);
        return found == m_places.cend() ? nullptr : &m_reading.values.at(*found);
    }

private:
    EnvReading m_reading;
    QHash<QByteArray, qsizetype> m_places;
};

/// Puts secrets into a text and sees what its loader makes of it.
class Filler
{
public:
    Filler(const EnvDocument &document, const EnvSecrets &secrets, EnvDialect dialect)
        : m_document(document)
        , m_secrets(secrets)
        , m_dialect(dialect)
        , m_writer({dialect})
    { }

    EnvFilling fill()
    {
        EnvSecretReferences found = envSecretReferences(m_document);
        m_problems = std::move(found.problems);
        for (const EnvSecretReference &reference : std::as_const(found.references))
            write(reference);
        EnvFilling filling;
        filling.text = assembled();
        prove(filling.text.revealForUse());
        filling.problems = std::move(m_problems);
        return filling;
    }

private:
    struct Written
    {
        EnvSecretReference reference;
        const Secret *secret;
        Secret text;
    };

    void write(const EnvSecretReference &reference)
    {
        const auto found = m_secrets.find(reference.name);
        if (found == m_secrets.end() || !found->second) {
            const Error missing = found == m_secrets.end()
                ? Error{ErrorCode::MissingSecret, Words::tr("It is not known.")}
                : found->second.error();
            m_problems.append({reference.key,
                               Error{missing.code,
                                     Words::tr("%1 needs the secret “%2”. %3")
                                         .arg(placeOf(reference), reference.name, missing.message),
                                     missing.detail}});
            return;
        }
        const Secret &secret = **found->second;
        QByteArray value = secret.revealForUse().toByteArray();
        EnvEncoding encoding = m_writer.encode(reference.key, value, reference.quote);
        if (encoding.unsatisfied.isEmpty())
            m_written.push_back({reference, &secret, Secret(encoding.text)});
        else
            m_problems.append(cannotExpress(reference));
        wipe(encoding.text);
        wipe(value);
    }

    EnvSecretProblem cannotExpress(const EnvSecretReference &reference) const
    {
        return problem(ErrorCode::InvalidInput, reference.key,
                       Words::tr("%1: the secret “%2” cannot be written so that %3 reads it. Give "
                                 "it another value.")
                           .arg(placeOf(reference), reference.name, toString(m_dialect)));
    }

    EnvSecretProblem notRead(const EnvSecretReference &reference) const
    {
        return problem(ErrorCode::InvalidInput, reference.key,
                       Words::tr("%1: %2 does not read this key, so the secret would be lost.")
                           .arg(placeOf(reference), toString(m_dialect)));
    }

    Secret assembled() const
    {
        const QByteArrayView text(m_document.bytes());
        qsizetype size = text.size();
        for (const Written &each : m_written)
            size += each.text.size() - each.reference.value.size;
        SecretMemory memory{std::size_t(size)};
        char *out = memory.data();
        qsizetype from = 0;
        const auto append = [&out](QByteArrayView part) {
            if (!part.isEmpty())
                std::memcpy(out, part.data(), std::size_t(part.size()));
            out += part.size();
        };
        for (const Written &each : m_written) {
            append(text.sliced(from, each.reference.value.at - from));
            append(each.text.revealForUse());
            from = each.reference.value.end();
        }
        append(text.sliced(from));
        return Secret(std::move(memory));
    }

    void prove(QByteArrayView text)
    {
        const SecretReading before(m_document.bytes(), m_dialect);
        const SecretReading after(text, m_dialect);
        QSet<QByteArray> troubled;
        for (const EnvSecretProblem &each : std::as_const(m_problems))
            troubled.insert(each.key);
        const auto trouble = [this, &troubled](const EnvSecretProblem &found) {
            if (!troubled.contains(found.key))
                m_problems.append(found);
            troubled.insert(found.key);
        };
        QSet<QByteArray> filled;
        for (const Written &each : m_written) {
            const EnvSecretReference &reference = each.reference;
            const EnvStatement *counting = m_document.find(reference.key);
            // An earlier assignment of the key is as good as a comment.
            if (!counting || counting->value != reference.value)
                continue;
            filled.insert(reference.key);
            const EnvValue *read = after.find(reference.key);
            if (!read && !before.find(reference.key))
                trouble(notRead(reference));
            else if (!read || !read->value
                     || QByteArrayView(*read->value) != each.secret->revealForUse())
                trouble(cannotExpress(reference));
        }
        for (const EnvValue &read : after.values()) {
            if (!filled.contains(read.key))
                proveOther(read, before.find(read.key), trouble);
        }
        for (const EnvValue &read : before.values()) {
            if (!after.find(read.key))
                trouble(lost(read));
        }
    }

    template<typename Trouble>
    void proveOther(const EnvValue &read, const EnvValue *before, const Trouble &trouble) const
    {
        if (read.value && mayHaveEnvSecrets(*read.value)) {
            trouble(problem(ErrorCode::InvalidInput, read.key,
                            Words::tr("%1 (line %2): %3 would read the reference to a secret that "
                                      "stands there as it is written.")
                                .arg(QString::fromUtf8(read.key))
                                .arg(read.line)
                                .arg(toString(m_dialect))));
        } else if (!before || (before->value != read.value && !refers(*before))) {
            trouble(lost(read));
        }
    }

    /// Its value is made of one that was a reference.
    static bool refers(const EnvValue &read)
    {
        return read.value && mayHaveEnvSecrets(*read.value);
    }

    EnvSecretProblem lost(const EnvValue &read) const
    {
        return problem(ErrorCode::InvalidInput, read.key,
                       Words::tr("%1 (line %2): with the secrets in their places %3 would read "
                                 "another value for it.")
                           .arg(QString::fromUtf8(read.key))
                           .arg(read.line)
                           .arg(toString(m_dialect)));
    }

    const EnvDocument &m_document;
    const EnvSecrets &m_secrets;
    EnvDialect m_dialect;
    EnvWriter m_writer;
    std::vector<Written> m_written;
    QList<EnvSecretProblem> m_problems;
};

} // namespace

bool mayHaveEnvSecrets(QByteArrayView text)
{
    return text.contains(opening);
}

EnvSecretReferences envSecretReferences(const EnvDocument &document)
{
    EnvSecretReferences result;
    if (!mayHaveEnvSecrets(document.bytes()))
        return result;
    for (const EnvStatement &statement : document.statements()) {
        if (statement.kind != EnvStatement::Kind::Assignment || !statement.isTerminated)
            continue;
        const QByteArrayView value = withoutQuotes(document.text(statement.value), statement.quote);
        if (!mayHaveEnvSecrets(value))
            continue;
        EnvSecretReference reference;
        reference.key = document.keyOf(statement).toByteArray();
        reference.line = statement.line;
        reference.value = statement.value;
        reference.quote = statement.quote;
        if (value.startsWith(opening) && isName(value.sliced(opening.size()))) {
            reference.name = QString::fromLatin1(value.sliced(opening.size()));
            result.references.append(reference);
            continue;
        }
        result.problems.append(
            problem(ErrorCode::InvalidInput, reference.key,
                    Words::tr("%1: a reference to a secret is the whole value, "
                              "slipway://secret/NAME, with letters, digits, “_”, “-” and “.” in "
                              "the name.")
                        .arg(placeOf(reference))));
    }
    return result;
}

EnvFilling fillEnvSecrets(const EnvDocument &document, const EnvSecrets &secrets,
                          EnvDialect dialect)
{
    if (!mayHaveEnvSecrets(document.bytes()))
        return {Secret(document.bytes()), {}};
    return Filler(document, secrets, dialect).fill();
}

} // namespace slipway
