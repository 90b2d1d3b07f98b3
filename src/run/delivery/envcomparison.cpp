// SPDX-License-Identifier: GPL-3.0-or-later
#include "run/delivery/envcomparison.h"

#include "base/wipe.h"
#include "env/envdiff.h"

#include <QSet>

using namespace Qt::StringLiterals;

namespace slipway {

namespace {

struct Digested
{
    EnvDigest digest;
    QSet<QByteArray> unresolved; ///< keys whose values have a reference to a secret in them
    int faults = 0;
};

Digested digested(QByteArrayView text, EnvDialect dialect, const QByteArray &salt)
{
    EnvReading reading = readEnv(text, dialect);
    Digested result;
    result.digest = digestOf(reading, salt);
    result.faults = int(reading.errors.size());
    for (EnvValue &each : reading.values) {
        if (!each.value)
            continue;
        if (mayHaveEnvSecrets(*each.value))
            result.unresolved.insert(each.key);
        wipe(*each.value);
    }
    return result;
}

EnvKeyComparison::State stateOf(EnvKeyDifference::State state)
{
    switch (state) {
    case EnvKeyDifference::State::Same:
        return EnvKeyComparison::State::Same;
    case EnvKeyDifference::State::Changed:
        return EnvKeyComparison::State::Changed;
    case EnvKeyDifference::State::Added:
        return EnvKeyComparison::State::OnlyHere;
    case EnvKeyDifference::State::Removed:
        break;
    }
    return EnvKeyComparison::State::OnlyThere;
}

} // namespace

bool EnvComparison::isSame() const
{
    return there == There::Found && std::ranges::all_of(keys, [](const EnvKeyComparison &each) {
               return each.state == EnvKeyComparison::State::Same;
           });
}

QList<QByteArray> EnvComparison::keysThatAre(EnvKeyComparison::State state) const
{
    QList<QByteArray> result;
    for (const EnvKeyComparison &each : keys) {
        if (each.state == state)
            result.append(each.key);
    }
    return result;
}

QString toString(EnvKeyComparison::State state)
{
    switch (state) {
    case EnvKeyComparison::State::Same:
        return u"same"_s;
    case EnvKeyComparison::State::Changed:
        return u"changed"_s;
    case EnvKeyComparison::State::OnlyHere:
        return u"only-here"_s;
    case EnvKeyComparison::State::OnlyThere:
        return u"only-there"_s;
    case EnvKeyComparison::State::Unknown:
        break;
    }
    return u"unknown"_s;
}

EnvComparison compareEnv(const EnvFilling &here, const std::optional<RemoteFile> &there,
                         EnvDialect dialect)
{
    const QByteArray salt = randomEnvSalt();
    const Digested local = digested(here.text.revealForUse(), dialect, salt);
    const Digested remote
        = there ? digested(there->content, dialect, salt) : Digested{EnvDigest{salt, {}}, {}, 0};
    QSet<QByteArray> unknown = local.unresolved;
    for (const EnvSecretProblem &problem : here.problems)
        unknown.insert(problem.key);

    EnvComparison result;
    result.problems = here.problems;
    if (there) {
        result.there = EnvComparison::There::Found;
        result.mode = there->mode;
        result.modified = there->modified;
        result.faults = remote.faults;
    }
    QList<EnvKeyComparison> onlyThere;
    for (const EnvKeyDifference &each : differenceOf(remote.digest, local.digest)) {
        EnvKeyComparison compared{each.key, stateOf(each.state)};
        if (compared.state == EnvKeyComparison::State::Changed && unknown.contains(each.key))
            compared.state = EnvKeyComparison::State::Unknown;
        if (compared.state == EnvKeyComparison::State::OnlyThere)
            onlyThere.append(compared);
        else
            result.keys.append(compared);
    }
    result.keys += onlyThere;
    return result;
}

} // namespace slipway
