// SPDX-License-Identifier: GPL-3.0-or-later
#include "cli/environmentargument.h"

#include "cli/commandspec.h"

#include "workspace/workspace.h"

#include <QCoreApplication>

#include <algorithm>

using namespace Qt::StringLiterals;

namespace slipway {

namespace {

struct Text
{
    Q_DECLARE_TR_FUNCTIONS(slipway::EnvironmentArgument)
};

} // namespace

Result<QString> environmentArgument(const Workspace &workspace, const Arguments &arguments)
{
    const QString name = arguments.value(u"environment"_s, workspace.config().environment);
    const QList<Environment> &all = workspace.config().environments;
    if (std::ranges::find(all, name, &Environment::name) != all.cend())
        return name;
    if (name.isEmpty())
        return failure(ErrorCode::NotFound,
                       Text::tr("The workspace has no environment. Add one to slipway.yaml, as "
                                "environments: {production: {}}."));
    return failure(ErrorCode::NotFound, Text::tr("There is no environment “%1”.").arg(name));
}

QList<OptionSpec> environmentOptions()
{
    return {{u"environment"_s, u"NAME"_s,
             Text::tr("The environment. Without it: the one in use in slipway.yaml.")},
            {u"workspace"_s, u"DIR"_s,
             Text::tr("The workspace folder. Without it: the nearest one round the current "
                      "folder.")}};
}

} // namespace slipway
