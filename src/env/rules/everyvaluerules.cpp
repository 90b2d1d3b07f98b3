// SPDX-License-Identifier: GPL-3.0-or-later
#include "env/asciitext.h"
#include "env/placeholders.h"
#include "env/rules/connectionurl.h"
#include "env/rules/rulecontext.h"
#include "env/rules/rules.h"
#include "env/secretkeys.h"

#include <QCoreApplication>

using namespace Qt::StringLiterals;

namespace slipway {
namespace {

struct Words
{
    Q_DECLARE_TR_FUNCTIONS(slipway::PlaceholderRules)
};

/// Keys with a rule of their own that says more about such values.
bool isJudgedElsewhere(QByteArrayView name)
{
    static constexpr std::array<QByteArrayView, 16> keys{
        "DEBUG",         "APP_DEBUG",   "DJANGO_DEBUG",       "FLASK_DEBUG",
        "NODE_ENV",      "APP_ENV",     "RAILS_ENV",          "RACK_ENV",
        "FLASK_ENV",     "ENVIRONMENT", "LOG_LEVEL",          "PGSSLMODE",
        "JWT_ALGORITHM", "JWT_ALG",     "SENTRY_ENVIRONMENT", "DJANGO_SETTINGS_MODULE"};
    // "None" is a value of its own for this attribute of cookies.
    return ascii::isOneOf(name, keys) || name.endsWith("SAMESITE");
}

void checkWord(const RuleValue &value, RuleContext &context)
{
    if (value.hasSecretName)
        context.report(u"PlaceholderValue"_s, value,
                       Words::tr("This secret is a word that anybody would try first."));
    else
        context.report(u"PlaceholderWord"_s, value,
                       Words::tr("This looks like a stopgap; is it meant for production?"));
}

void checkEmpty(const RuleValue &value, RuleContext &context)
{
    if (value.hasSecretName)
        context.report(u"EmptySecret"_s, value, Words::tr("This secret has no value."));
    else
        context.report(u"EmptyValue"_s, value,
                       Words::tr("This key has no value; remove it if it needs none."));
}

void checkFillIn(const RuleValue &value, RuleContext &context)
{
    const QByteArrayView text = value.trimmed();
    if (text.startsWith("django-insecure-"))
        context.report(u"DjangoInsecureKey"_s, value,
                       Words::tr("Django made this key for development and says so in it; generate "
                                 "one for production."));
    else if (text.startsWith("${"))
        context.report(u"PlaceholderValue"_s, value,
                       Words::tr("This variable is not filled in by the program that reads the "
                                 "file, so the value is the reference itself."));
    else
        context.report(u"PlaceholderValue"_s, value,
                       Words::tr("This is a placeholder that was never filled in."));
}

void checkPlaceholder(const RuleValue &value, RuleContext &context)
{
    switch (value.placeholder) {
    case PlaceholderKind::None:
        if (value.hasSecretName && holdsPlaceholder(value.value))
            checkFillIn(value, context);
        return;
    case PlaceholderKind::Empty:
        checkEmpty(value, context);
        return;
    case PlaceholderKind::Word:
        checkWord(value, context);
        return;
    case PlaceholderKind::Unmistakable:
        checkFillIn(value, context);
        return;
    }
}

void checkPasswordInUrl(const RuleValue &value, RuleContext &context)
{
    const QByteArrayView password = passwordInUrl(value.trimmed());
    if (password.isEmpty())
        return;
    const QByteArray decoded = percentDecoded(password);
    if (placeholderKind(decoded) != PlaceholderKind::None || holdsPlaceholder(decoded))
        context.report(u"PlaceholderValue"_s, value,
                       Words::tr("The password in this URL is a placeholder."));
}

void checkWhitespace(const RuleValue &value, RuleContext &context)
{
    if (value.isEmpty() || value.trimmed().size() == value.value.size())
        return;
    // A key in PEM ends in a line end of its own.
    if (value.trimmed().startsWith("-----BEGIN"))
        return;
    context.report(u"ValueWhitespace"_s, value,
                   Words::tr("White space round this value is part of it when the program reads "
                             "it; take it away if it is not meant."));
}

} // namespace

void checkEveryValue(RuleContext &context)
{
    for (const RuleValue &value : context.values()) {
        if (!value.isReadable)
            continue;
        checkWhitespace(value, context);
        if (isJudgedElsewhere(value.name))
            continue;
        checkPlaceholder(value, context);
        checkPasswordInUrl(value, context);
    }
}

} // namespace slipway
