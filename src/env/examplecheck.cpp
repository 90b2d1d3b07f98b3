// SPDX-License-Identifier: GPL-3.0-or-later
#include "env/examplecheck.h"

#include "env/asciitext.h"
#include "env/placeholders.h"
#include "env/secretkeys.h"

#include <QCoreApplication>

using namespace Qt::StringLiterals;

namespace slipway {
namespace {

struct Words
{
    Q_DECLARE_TR_FUNCTIONS(slipway::ExampleCheck)
};

/// A number, a flag or a usual word, which production may well share with an example.
bool isOrdinary(QByteArrayView value)
{
    static constexpr std::array<QByteArrayView, 10> words{
        "true", "false", "yes", "no", "on", "off", "info", "warn", "production", "error"};
    const auto isNumberByte = [](char c) {
        return ascii::isDigit(c) || c == '.' || c == '-';
    };
    return ascii::allOf(value, isNumberByte) || ascii::isOneOf(value, words);
}

void compareValue(const RuleValue &value, QByteArrayView example, RuleContext &context)
{
    const QByteArrayView text = value.trimmed();
    if (!value.isReadable || text != example.trimmed())
        return;
    if (value.hasSecretName || isSecretValue(text))
        context.report(u"ExampleValue"_s, value,
                       Words::tr("This is the value of the example, which everybody knows."));
    else if (!isOrdinary(text))
        context.report(u"ExampleDefault"_s, value,
                       Words::tr("This is the value of the example; is it meant?"));
}

void checkKey(const EnvValue &example, bool isOptional, RuleContext &context,
              const QHash<QByteArray, const RuleValue *> &values)
{
    const RuleValue *value = values.value(example.key);
    if (!value) {
        if (!isOptional)
            context.reportMissing(u"ExampleMissingKey"_s, example.key,
                                  Words::tr("The key %1 of the example is missing.")
                                      .arg(QString::fromUtf8(example.key)));
        return;
    }
    if (value->isEmpty()) {
        if (!isOptional)
            context.report(u"ExampleEmptyKey"_s, *value,
                           Words::tr("This key of the example has no value here."));
        return;
    }
    if (example.value && !example.value->trimmed().isEmpty())
        compareValue(*value, *example.value, context);
}

} // namespace

QList<EnvFinding> checkExample(const RuleInput &input, const EnvExample &example,
                               const RuleSettings &settings)
{
    RuleContext context(input, settings);
    QHash<QByteArray, const RuleValue *> values;
    for (const RuleValue &value : context.values())
        values.insert(value.key, &value);
    QSet<QByteArray> known;
    for (const EnvValue &key : example.reading.values) {
        known.insert(key.key);
        checkKey(key, example.optional.contains(key.key), context, values);
    }
    for (const RuleValue &value : context.values()) {
        if (!known.contains(value.key))
            context.report(u"ExampleExtraKey"_s, value,
                           Words::tr("The example has no such key; add it there, so that others "
                                     "know of it."));
    }
    return context.takeFindings();
}

bool saysOptional(QByteArrayView comment)
{
    const QList<QByteArrayView> words = ascii::words(comment);
    return std::ranges::any_of(words,
                               [](QByteArrayView word) { return ascii::equals(word, "optional"); });
}

} // namespace slipway
