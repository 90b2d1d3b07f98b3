// SPDX-License-Identifier: GPL-3.0-or-later
#include "env/asciitext.h"
#include "env/rules/hosts.h"
#include "env/rules/rulecontext.h"
#include "env/rules/rules.h"

#include <QCoreApplication>

using namespace Qt::StringLiterals;

namespace slipway {
namespace {

struct Words
{
    Q_DECLARE_TR_FUNCTIONS(slipway::EnvironmentRules)
};

constexpr std::array<QByteArrayView, 4> debugKeys{"DEBUG", "APP_DEBUG", "DJANGO_DEBUG",
                                                  "FLASK_DEBUG"};
constexpr std::array<QByteArrayView, 4> offWords{"false", "0", "off", "no"};
constexpr std::array<QByteArrayView, 7> onWords{"true", "1", "on", "yes", "y", "t", "ok"};

bool isPythonProject(const RuleContext &context)
{
    static constexpr std::array<QByteArrayView, 7> beginnings{
        "DJANGO_", "PYTHON", "GUNICORN_", "UVICORN_", "CELERY_", "WSGI_", "WEB_CONCURRENCY"};
    return std::ranges::any_of(context.values(), [](const RuleValue &value) {
        return std::ranges::any_of(beginnings, [&value](QByteArrayView beginning) {
            return value.name.startsWith(beginning);
        });
    });
}

/// "app:*", "*", "express:router,-socket.io": what Node's debug package reads.
bool isNamespaceList(QByteArrayView value)
{
    return value.contains('*') || value.contains(':') || value.contains(',');
}

void checkOff(const RuleValue &value, RuleContext &context)
{
    // Flask and Laravel read their own keys right.
    const bool isReadByOwnCode = value.name == "DEBUG" || value.name == "DJANGO_DEBUG";
    const bool isPython = value.trimmed() == "False" || isPythonProject(context);
    if (isReadByOwnCode && isPython)
        context.report(u"DebugTruthy"_s, value,
                       Words::tr("Code that says bool(os.environ[…]) takes every text for true, "
                                 "this one too; be sure that the program compares it."));
}

void checkDebugValue(const RuleValue &value, RuleContext &context)
{
    const QByteArrayView text = value.trimmed();
    if (text.isEmpty())
        context.report(u"DebugMissing"_s, value,
                       Words::tr("An empty value leaves it to the program whether it debugs; say "
                                 "false."));
    else if (ascii::isOneOf(text, offWords))
        checkOff(value, context);
    else if (ascii::isOneOf(text, onWords))
        context.report(u"DebugEnabled"_s, value,
                       Words::tr("Debugging is on: errors show the program's inside to anybody."));
    else if (value.name == "DEBUG" && isNamespaceList(text))
        context.report(u"DebugNamespaces"_s, value,
                       Words::tr("Node's debug output is on for these namespaces and may write "
                                 "secrets to the log."));
    else
        context.report(u"DebugUnclear"_s, value,
                       Words::tr("Programs differ in whether this switches debugging on; say "
                                 "false."));
}

// The name of the environment

bool isProductionName(QByteArrayView name, QByteArrayView value)
{
    static constexpr std::array<QByteArrayView, 3> names{"production", "prod", "live"};
    // Node's libraries and Rails compare with this word.
    if (name == "NODE_ENV" || name == "RAILS_ENV" || name == "RACK_ENV" || name == "FLASK_ENV")
        return value == "production";
    return ascii::isOneOf(value, names);
}

void checkSettingsModule(const RuleValue &value, RuleContext &context)
{
    static constexpr std::array<QByteArrayView, 3> good{"production", "prod", "live"};
    const QList<QByteArrayView> words = ascii::words(value.trimmed());
    const bool isProduction = std::ranges::any_of(
        words, [](QByteArrayView word) { return ascii::isOneOf(word, good); });
    if (!isProduction && std::ranges::any_of(words, isDevelopmentWord))
        context.report(u"NotProduction"_s, value,
                       Words::tr("These settings are those of another environment."));
}

// Switches

void checkVerification(RuleContext &context)
{
    // Node and Python ask for just "0"; git takes anything but a no.
    for (const QByteArrayView key : std::initializer_list<QByteArrayView>{
             "NODE_TLS_REJECT_UNAUTHORIZED", "PYTHONHTTPSVERIFY", "GIT_SSL_NO_VERIFY"}) {
        const RuleValue *value = context.findFilled({key});
        if (!value || !value->isReadable)
            continue;
        const bool isOff = key == "GIT_SSL_NO_VERIFY" ? !ascii::isOneOf(value->trimmed(), offWords)
                                                      : value->trimmed() == "0";
        if (isOff)
            context.report(u"TlsVerificationOff"_s, *value,
                           Words::tr("With this, no certificate is verified, so that anybody on "
                                     "the way can read and change what is sent."));
    }
}

bool isCorsOrigin(QByteArrayView name)
{
    return name.contains("CORS") && (name.endsWith("ORIGIN") || name.endsWith("ORIGINS"));
}

void checkCors(RuleContext &context)
{
    for (const RuleValue &value : context.values()) {
        if (!value.isReadable || !isCorsOrigin(value.name))
            continue;
        const QList<QByteArrayView> origins = ascii::split(value.value, ',');
        if (std::ranges::any_of(origins,
                                [](QByteArrayView origin) { return origin.trimmed() == "*"; }))
            context.report(u"CorsAnyOrigin"_s, value,
                           Words::tr("With this, every web site may call the program in its "
                                     "visitors' name."));
    }
}

} // namespace

void checkDebug(RuleContext &context)
{
    bool isThere = false;
    for (const QByteArrayView key : debugKeys) {
        const RuleValue *value = context.find(key);
        isThere = isThere || value;
        if (value && value->isReadable)
            checkDebugValue(*value, context);
    }
    if (!isThere)
        context.reportMissing(u"DebugMissing"_s, "DEBUG",
                              Words::tr("Without DEBUG it is the program's default that decides "
                                        "whether it debugs; say false."));
    static constexpr std::array<QByteArrayView, 2> verbose{"debug", "trace"};
    const RuleValue *level = context.findFilled({"LOG_LEVEL"});
    if (level && level->isReadable && ascii::isOneOf(level->trimmed(), verbose))
        context.report(u"LogLevelVerbose"_s, *level,
                       Words::tr("A log at this level grows fast and may hold secrets."));
}

void checkEnvironmentName(RuleContext &context)
{
    static constexpr std::array<QByteArrayView, 7> keys{
        "NODE_ENV", "APP_ENV", "RAILS_ENV", "RACK_ENV", "FLASK_ENV", "ENVIRONMENT", "DJANGO_ENV"};
    for (const QByteArrayView key : keys) {
        const RuleValue *value = context.findFilled({key});
        if (value && value->isReadable && !isProductionName(key, value->trimmed()))
            context.report(u"NotProduction"_s, *value,
                           Words::tr("This says that the environment is another one than "
                                     "production."));
    }
    const RuleValue *module = context.findFilled({"DJANGO_SETTINGS_MODULE"});
    if (module && module->isReadable)
        checkSettingsModule(*module, context);
}

void checkSwitches(RuleContext &context)
{
    checkVerification(context);
    checkCors(context);
}

} // namespace slipway
