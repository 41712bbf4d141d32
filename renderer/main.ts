import { mount, unmount } from 'svelte'
import App from './App.svelte'
import Entrance from './frame/Entrance.svelte'
import { enter } from './host/entrance.ts'
import { host } from './host/host.ts'
import './theme/tokens.css'
import './theme/base.css'

const target = document.getElementById('app')!

if (host.kind === 'desktop' || (await enter())) mount(App, { target })
else {
  const entrance = mount(Entrance, {
    target,
    props: {
      onenter: () => {
        void unmount(entrance)
        mount(App, { target })
      },
    },
  })
}
